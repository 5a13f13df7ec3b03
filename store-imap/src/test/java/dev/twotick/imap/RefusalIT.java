package dev.twotick.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.WireBytes;
import dev.twotick.sentstore.Filing;
import dev.twotick.sentstore.SentCopy;
import dev.twotick.testkit.ImapReaction;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a copy that the server, or the copy itself, gives no chance. */
class RefusalIT extends ScriptedServerCase {
    @ParameterizedTest
    @ValueSource(strings = {"NO [OVERQUOTA] full", "NO [UNAVAILABLE] later", "NO [INUSE] busy", "NO try later"})
    void postponesAndKeepsTheConnectionWhenTheServerCannotTakeItNow(String status) {
        server.on("APPEND", ImapReaction.takeAndReply(status)).addFolder("Sent");
        assertThat(store.file(copy))
                .isInstanceOfSatisfying(
                        Filing.Postponed.class,
                        postponed ->
                                assertThat(postponed.reason()).contains(status.substring(status.lastIndexOf(' ') + 1)));
        assertThat(store.file(copy)).isInstanceOf(Filing.Filed.class);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void skipsACopyThatTheServerFindsTooLargeBeforeItIsSent() {
        server.on("APPEND", ImapReaction.reply("NO [TOOBIG] 1 MB at most")).addFolder("Sent");
        assertThat(store.file(copy))
                .isInstanceOfSatisfying(
                        Filing.Skipped.class,
                        skipped -> assertThat(skipped.reason()).contains("1 MB at most"));
        assertThat(store.file(copy)).isInstanceOf(Filing.Filed.class);
    }

    @Test
    void skipsACopyOverTheAnnouncedLimitWithoutTrying() {
        server.offers("IMAP4rev1 APPENDLIMIT=100").addFolder("Sent");
        assertThat(store.file(copy)).isInstanceOf(Filing.Skipped.class);
        assertThat(server.commands()).doesNotContain("APPEND");
    }

    @Test
    void failsVisiblyWhenTheServerDoesNotUnderstandAppend() {
        server.on("APPEND", ImapReaction.reply("BAD invalid flags")).addFolder("Sent");
        assertThat(store.file(copy))
                .isInstanceOfSatisfying(
                        Filing.Failed.class,
                        failed -> assertThat(failed.reason()).contains("invalid flags"));
    }

    @Test
    void doesNotBelieveAnOkBeforeTheCopyWasSent() {
        server.on("APPEND", ImapReaction.reply("OK [APPENDUID 1 1] done")).addFolder("Sent");
        assertThat(store.file(copy)).isInstanceOf(Filing.Postponed.class);
    }

    @Test
    void doesNotBelieveAnAnswerThatIsNeitherYesNorNo() {
        server.on("APPEND", ImapReaction.takeAndReply("FINE done")).addFolder("Sent");
        assertThat(store.file(copy)).isInstanceOf(Filing.Postponed.class);
    }

    @Test
    void endsTheConnectionWhenTheCopyIsShorterThanItSaid() {
        server.addFolder("Sent");
        SentCopy cheat = new SentCopy(Stores.MESSAGE_ID, Stores.DATE, new WrongSize(copy.wire(), 10), "");
        assertThat(store.file(cheat))
                .isInstanceOfSatisfying(
                        Filing.Postponed.class,
                        postponed -> assertThat(postponed.reason()).contains("10 octets before its size"));
        assertThat(store.file(copy)).isInstanceOf(Filing.Filed.class);
        assertThat(kept("Sent")).hasSize(1);
    }

    @Test
    void endsTheConnectionWhenTheCopyIsLongerThanItSaid() {
        server.addFolder("Sent");
        SentCopy cheat = new SentCopy(Stores.MESSAGE_ID, Stores.DATE, new WrongSize(copy.wire(), -10), "");
        assertThat(store.file(cheat)).isInstanceOf(Filing.Postponed.class);
    }

    private record WrongSize(WireBytes bytes, long more) implements WireBytes {
        @Override
        public long size() {
            return bytes.size() + more;
        }

        @Override
        public boolean eightBit() {
            return bytes.eightBit();
        }

        @Override
        public boolean utf8Headers() {
            return bytes.utf8Headers();
        }

        @Override
        public InputStream open() throws IOException {
            return bytes.open();
        }
    }
}
