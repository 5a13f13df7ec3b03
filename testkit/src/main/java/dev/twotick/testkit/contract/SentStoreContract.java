package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.SealedLetter;
import dev.twotick.sentstore.Filing;
import dev.twotick.sentstore.Filing.Filed;
import dev.twotick.sentstore.Filing.Found;
import dev.twotick.sentstore.Filing.Postponed;
import dev.twotick.sentstore.SentCopy;
import dev.twotick.sentstore.SentStore;
import dev.twotick.testkit.Letters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SentStore} has to do. Extend it, say how a store is made and what lies in its folder, and run it; each
 * test begins with an empty folder.
 */
public abstract class SentStoreContract {
    private SentStore store;

    /** For subclasses. */
    protected SentStoreContract() {}

    /**
     * Makes a store whose folder is empty.
     *
     * @return the store; the contract closes it, perhaps more than once
     */
    protected abstract SentStore open();

    /**
     * Makes a store that cannot reach its folder.
     *
     * @return the store; the contract closes it
     */
    protected abstract SentStore openUnreachable();

    /**
     * What lies in the folder now, whoever put it there.
     *
     * @return the raw bytes of each message
     * @throws Exception when it cannot be read
     */
    protected abstract List<byte[]> contents() throws Exception;

    /**
     * Puts a message into the folder past the store, as providers do that file for themselves.
     *
     * @param message the raw bytes
     * @throws Exception when it cannot be put there
     */
    protected abstract void putByOthers(byte[] message) throws Exception;

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private static SentCopy copyOf(Letters described) {
        SealedLetter letter = described.seal();
        return new SentCopy(letter.messageId(), letter.acceptedAt(), letter.wire(), letter.bccFields());
    }

    private static byte[] octets(SentCopy copy) throws IOException {
        try (InputStream in = copy.open()) {
            return in.readAllBytes();
        }
    }

    @Test
    void filesTheBytesWithTheBccThatNobodySaw() throws Exception {
        SentCopy copy = copyOf(Letters.number(1).bcc("secret@c.example").body("Grüße\r\n.\r\n..\r\n"));

        Filing filing = store.file(copy);

        assertThat(filing)
                .isInstanceOfSatisfying(
                        Filed.class, filed -> assertThat(filed.folder()).isNotBlank());
        assertThat(contents()).hasSize(1);
        assertThat(contents().get(0)).isEqualTo(octets(copy));
        assertThat(new String(contents().get(0), StandardCharsets.UTF_8)).contains("Bcc: secret@c.example");
    }

    @Test
    void filingAgainFindsTheFirstCopy() throws Exception {
        SentCopy copy = copyOf(Letters.number(1));
        store.file(copy);

        assertThat(store.file(copy)).isInstanceOf(Found.class);

        assertThat(contents()).hasSize(1);
    }

    @Test
    void theProvidersOwnCopyIsEnough() throws Exception {
        SentCopy copy = copyOf(Letters.number(1));
        putByOthers(octets(copy));

        assertThat(store.file(copy)).isInstanceOf(Found.class);
        assertThat(store.find(copy.messageId())).isPresent();

        assertThat(contents()).hasSize(1);
    }

    @Test
    void findsACopyByItsWholeMessageId() {
        SentCopy copy = copyOf(Letters.number(1));
        assertThat(store.find(copy.messageId())).isEmpty();

        store.file(copy);

        assertThat(store.find(copy.messageId())).isPresent();
        assertThat(store.find("<" + copy.messageId().substring(2)))
                .as("the end of a Message-ID is another Message-ID")
                .isEmpty();
        assertThat(store.find(copyOf(Letters.number(2)).messageId())).isEmpty();
    }

    @Test
    void filesSeveralLetters() throws Exception {
        for (int number = 1; number <= 3; number++) {
            assertThat(store.file(copyOf(Letters.number(number)))).isInstanceOf(Filed.class);
        }
        assertThat(contents()).hasSize(3);
    }

    @Test
    void filesForSeveralWorkersAtOnce() throws Exception {
        List<Filing> filings = Crowd.of(4).each(worker -> store.file(copyOf(Letters.number(worker))));

        assertThat(filings).hasOnlyElementsOfType(Filed.class);
        assertThat(contents()).hasSize(4);
    }

    @Test
    void filesABigLetter() throws Exception {
        SentCopy copy = copyOf(Letters.number(1).body("a line of text that goes on\r\n".repeat(100_000)));

        store.file(copy);

        assertThat(contents().get(0)).isEqualTo(octets(copy));
    }

    @Test
    void aFolderOutOfReachPostponesAndNeverThrows() {
        try (SentStore unreachable = openUnreachable()) {
            assertThat(unreachable.file(copyOf(Letters.number(1)))).isInstanceOf(Postponed.class);
            assertThat(unreachable.find("<x@corp.example>")).isEmpty();
        }
    }

    @Test
    void isClosedAsOftenAsOneLikes() {
        store.file(copyOf(Letters.number(1)));
        store.close();
        store.close();
    }
}
