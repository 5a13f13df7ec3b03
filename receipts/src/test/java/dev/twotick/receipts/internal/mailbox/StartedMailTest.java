package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.testkit.RecordingEvidenceDesk;
import dev.twotick.testkit.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Every reader stands for a process of its own; what they share is the desk. */
class StartedMailTest {
    private static final String PLACE = "imap:user@host/INBOX";
    private static final Watermark MAIL = new Watermark(7, 3);

    private final SettableClock clock = new SettableClock();
    private final RecordingEvidenceDesk desk = new RecordingEvidenceDesk(clock);

    /** A new reader meets the mail and comes no further than its beginning. */
    private boolean begins() {
        return begins(new StartedMail(PLACE));
    }

    private boolean begins(StartedMail reader) {
        if (reader.poisonous(MAIL, desk)) {
            return false;
        }
        reader.begin(MAIL, desk);
        return true;
    }

    @Test
    void threeReadersAtOnceAllReadIt() {
        assertThat(begins()).isTrue();
        assertThat(begins()).isTrue();
        assertThat(begins()).isTrue();
    }

    @Test
    void threeReadersAtOnceAllReadWhatOneBeforeThemDidNotFinish() {
        begins();
        clock.advance(Duration.ofSeconds(61));

        assertThat(begins()).isTrue();
        assertThat(begins()).isTrue();
        assertThat(begins()).isTrue();
    }

    @Test
    void putsAsideAtTheThirdStartOneMinuteAfterTheOther() {
        assertThat(begins()).isTrue();
        clock.advance(Duration.ofSeconds(61));
        assertThat(begins()).isTrue();
        clock.advance(Duration.ofSeconds(61));

        assertThat(begins()).isFalse();
    }

    @Test
    void aFastLoopOfCrashesReachesTheLimitToo() {
        int starts = 0;
        while (starts < 100 && begins()) {
            starts++;
            clock.advance(Duration.ofSeconds(10));
        }

        assertThat(starts).isBetween(3, 20);
    }

    @Test
    void aClockThatWasPutBackDoesNotKeepStartsFromCounting() {
        begins();
        clock.advance(Duration.ofHours(-5));
        begins();
        clock.advance(Duration.ofSeconds(61));

        assertThat(begins()).isFalse();
    }

    @Test
    void isNotToBlameWhenItWasParsedAndItsClaimsCouldNotBeFiled() {
        begins();
        clock.advance(Duration.ofSeconds(61));
        StartedMail reader = new StartedMail(PLACE);
        begins(reader);
        reader.parsed(MAIL);
        clock.advance(Duration.ofSeconds(61));

        assertThat(begins(reader)).isTrue();
    }

    @Test
    void countsAFetchThatFailsAlsoOfAMailThatWasParsedBefore() {
        StartedMail reader = new StartedMail(PLACE);
        begins(reader);
        reader.parsed(MAIL);
        for (int i = 0; i < 2; i++) {
            clock.advance(Duration.ofSeconds(61));
            reader.notRead(MAIL, desk);
        }
        clock.advance(Duration.ofSeconds(61));

        assertThat(reader.poisonous(MAIL, desk)).isTrue();
    }
}
