package dev.twotick.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.sentstore.Filing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedExceptionTest {
    private static Filing filing(String status) {
        return RefusedException.of("APPEND", "A7 " + status).filing();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NO [OVERQUOTA] full",
                "NO [UNAVAILABLE] backend down",
                "NO [INUSE] locked",
                "NO [SERVERBUG] oops",
                "NO [LIMIT] slow down",
                "NO [CONTACTADMIN] call us",
                "no [overquota] full",
                "NO [NEVER-HEARD-OF 12] hm",
                "NO no code at all",
                "NO",
                "BAD Request is throttled. Suggested Backoff Time: 180000 milliseconds"
            })
    void postponesWhatMayGoBetterLater(String status) {
        assertThat(filing(status)).isInstanceOf(Filing.Postponed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NO [NOPERM] not yours",
                "NO [CANNOT] invalid",
                "NO [TRYCREATE] no folder",
                "NO [NONEXISTENT] no folder",
                "BAD syntax error",
                "BAD [CLIENTBUG] syntax error"
            })
    void failsForWhatStaysAsItIs(String status) {
        assertThat(filing(status)).isInstanceOf(Filing.Failed.class);
    }

    @Test
    void skipsACopyThatIsTooLarge() {
        assertThat(filing("NO [TOOBIG] 30 MB at most"))
                .isEqualTo(new Filing.Skipped(
                        "the copy is too large for the server: APPEND was refused with TOOBIG: 30" + " MB at most"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"NO [AUTHENTICATIONFAILED] wrong", "NO [EXPIRED] old", "NO [NOPERM] no", "BAD what?", "junk"})
    void postponesWhenTheLoginIsRefused(String status) {
        assertThat(RefusedException.of(ImapConnection.LOGIN, "A1 " + status).filing())
                .isInstanceOfSatisfying(
                        Filing.Postponed.class,
                        postponed -> assertThat(postponed.reason()).contains("sent-store.password"));
    }

    @Test
    void makesTheTextOfTheServerHarmless() {
        assertThat(RefusedException.of("APPEND", "A1 NO [ALERT] \u001b[31mred\u202e" + "x".repeat(5000)))
                .message()
                .doesNotContain("\u001b", "\u202e")
                .hasSizeLessThan(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO [TRYCREATE] x", "NO [NONEXISTENT] x", "NO no such mailbox"})
    void takesAFolderForMissingWhenItCannotBeSelected(String status) {
        assertThat(RefusedException.of("SELECT", "A1 " + status).folderMissing())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO over there", "NO [OVERQUOTA] x", "BAD x"})
    void doesNotTakeAFolderForMissingForEveryRefusal(String status) {
        assertThat(RefusedException.of("APPEND", "A1 " + status).folderMissing())
                .isFalse();
    }
}
