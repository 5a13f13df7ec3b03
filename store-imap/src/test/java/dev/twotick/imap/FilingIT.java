package dev.twotick.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.WireBytes;
import dev.twotick.sentstore.Filing;
import dev.twotick.sentstore.SentCopy;
import dev.twotick.testkit.ImapReaction;
import dev.twotick.testkit.KeptMessage;
import dev.twotick.testkit.ScriptedFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files once, finds what is there, and changes nothing while it looks. */
class FilingIT extends ScriptedServerCase {
    private static final DateTimeFormatter INTERNAL_DATE =
            DateTimeFormatter.ofPattern("d-MMM-yyyy HH:mm:ss Z", Locale.ENGLISH);

    @Test
    void filesTheCopyByteForByteAsReadWithTheDateOfTheLetter() throws IOException {
        ScriptedFolder sent = server.addFolder("Sent", "\\Sent");
        assertThat(store.file(copy))
                .isEqualTo(new Filing.Filed("Sent", OptionalLong.of(sent.uidValidity()), OptionalLong.of(1)));
        KeptMessage message = kept("Sent").get(0);
        try (InputStream octets = copy.open()) {
            assertThat(message.octets()).isEqualTo(latin1(octets.readAllBytes()));
        }
        assertThat(message.octets()).startsWith("Bcc: audit@example.com,\r\n\tboss");
        assertThat(message.flags()).isEqualTo("(\\Seen)");
        assertThat(Instant.from(INTERNAL_DATE.parse(message.date().strip()))).isEqualTo(Stores.DATE);
    }

    @Test
    void filesALargeCopyOfAnyOctets() throws IOException {
        server.addFolder("Sent");
        byte[] body = new byte[3_000_000];
        new Random(7).nextBytes(body);
        SentCopy large = new SentCopy(Stores.MESSAGE_ID, Stores.DATE, WireBytes.of(body), "");
        assertThat(store.file(large)).isInstanceOf(Filing.Filed.class);
        assertThat(kept("Sent").get(0).octets()).isEqualTo(latin1(body));
    }

    private static String latin1(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    @Test
    void filesToAServerThatDoesNotWantToBeAskedBeforeALiteral() {
        server.offers("IMAP4rev1 UIDPLUS LITERAL+").addFolder("Sent");
        assertThat(store.file(copy)).isInstanceOf(Filing.Filed.class);
        assertThat(server.commands("APPEND")).singleElement().matches(command -> !command.waits());
    }

    @Test
    void findsTheCopyInsteadOfFilingItTwice() {
        ScriptedFolder sent = server.addFolder("Sent", "\\Sent");
        store.file(copy);
        assertThat(store.file(copy))
                .isEqualTo(new Filing.Found("Sent", OptionalLong.of(sent.uidValidity()), OptionalLong.of(1)));
        assertThat(kept("Sent")).hasSize(1);
    }

    @Test
    void findsTheCopyWhenTheConnectionEndedBeforeTheAnswerToAppend() {
        server.on("APPEND", ImapReaction.keepAndCut()).addFolder("Sent", "\\Sent");
        assertThat(store.file(copy)).isInstanceOf(Filing.Postponed.class);
        assertThat(store.file(copy)).isInstanceOf(Filing.Found.class);
        assertThat(kept("Sent")).hasSize(1);
        assertThat(server.commands("APPEND")).hasSize(1);
    }

    @Test
    void appendsAgainWhenTheConnectionEndedInMidLiteral() {
        server.on("APPEND", ImapReaction.cutInLiteral(40)).addFolder("Sent", "\\Sent");
        assertThat(store.file(copy)).isInstanceOf(Filing.Postponed.class);
        assertThat(store.file(copy)).isInstanceOf(Filing.Filed.class);
        assertThat(kept("Sent")).hasSize(1);
    }

    @Test
    void findsTheCopyWhenByeCameInsteadOfTheAnswer() {
        server.on("APPEND", (dialogue, command) -> {
                    dialogue.keep(command);
                    ImapReaction.last("* BYE going down").to(dialogue, command);
                })
                .addFolder("Sent");
        assertThat(store.file(copy))
                .isInstanceOfSatisfying(
                        Filing.Postponed.class,
                        postponed -> assertThat(postponed.reason()).contains("BYE going down"));
        assertThat(store.file(copy)).isInstanceOf(Filing.Found.class);
    }

    @Test
    void looksTheCopyUpWhenTheServerDoesNotSayWhereItPutIt() {
        server.on("APPEND", ImapReaction.keepAndReply("OK done")).addFolder("Sent");
        assertThat(store.file(copy))
                .isInstanceOfSatisfying(
                        Filing.Filed.class, filed -> assertThat(filed.uid()).hasValue(1));
    }

    @Test
    void hasFiledTheCopyEvenWhenTheLookUpAfterwardsFails() {
        server.on("APPEND", ImapReaction.keepAndReply("OK done"))
                .on("UID SEARCH", ImapReaction.normal(), ImapReaction.cut())
                .addFolder("Sent");
        assertThat(store.file(copy)).isEqualTo(new Filing.Filed("Sent", OptionalLong.empty(), OptionalLong.empty()));
    }

    @Test
    void doesNotTakeEveryAnswerToASearchForTheCopy() {
        ScriptedFolder sent = server.addFolder("Sent");
        sent.keep("Message-ID: <another@example.com>\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        server.on("UID SEARCH", ImapReaction.after("* SEARCH 1"), ImapReaction.after("* SEARCH 1"));
        assertThat(store.find(copy.messageId())).isEmpty();
        assertThat(store.file(copy)).isInstanceOf(Filing.Filed.class);
    }

    @Test
    void findsAMessageIdBeyondAscii() {
        server.addFolder("Sent");
        SentCopy international = Stores.copy("<größe@köln.example>", "Hallo\r\n");
        assertThat(store.file(international)).isInstanceOf(Filing.Filed.class);
        assertThat(store.file(international)).isInstanceOf(Filing.Found.class);
    }

    @Test
    void findsWithoutChangingAnything() {
        server.addFolder("Sent").keep(wire());
        assertThat(store.find(Stores.MESSAGE_ID))
                .get()
                .satisfies(found -> assertThat(found.uid()).hasValue(1));
        assertThat(store.find("<another@example.com>")).isEmpty();
        assertThat(server.commands()).contains("EXAMINE").doesNotContain("SELECT", "CREATE", "APPEND");
    }

    private byte[] wire() {
        try (InputStream in = copy.wire().open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
