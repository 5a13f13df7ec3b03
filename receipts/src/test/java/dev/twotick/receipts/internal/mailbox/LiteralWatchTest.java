package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LiteralWatchTest {
    private final LiteralWatch watch = new LiteralWatch();

    private long last(String bytes) {
        long found = LiteralWatch.NONE;
        for (byte b : bytes.getBytes(StandardCharsets.US_ASCII)) {
            found = watch.accept(b);
        }
        return found;
    }

    @Test
    void findsTheLengthThatIsAnnounced() {
        assertThat(last("* 1 FETCH (BODY[] {123}\r\n")).isEqualTo(123);
        assertThat(last("* X {{7}\r\n")).isEqualTo(7);
        assertThat(last("* X {0}\r\n")).isZero();
    }

    @Test
    void findsNothingWhereNoLiteralBegins() {
        assertThat(last("* OK {123} ready\r\n")).isEqualTo(LiteralWatch.NONE);
        assertThat(last("* OK {12a}\r\n")).isEqualTo(LiteralWatch.NONE);
        assertThat(last("* OK {}\r\n")).isEqualTo(LiteralWatch.NONE);
        assertThat(last("* OK {123}\n")).isEqualTo(LiteralWatch.NONE);
        assertThat(last("* OK 123}\r\n")).isEqualTo(LiteralWatch.NONE);
    }

    @Test
    void takesANegativeOrEndlessLengthForAHugeOne() {
        assertThat(last("* OK {-1}\r\n")).isEqualTo(Long.MAX_VALUE);
        assertThat(last("* OK {" + "9".repeat(100) + "}\r\n")).isGreaterThan(Integer.MAX_VALUE);
    }

    @Test
    void seesAnAnnouncementThatBeginsInsideAnotherLiteral() {
        last("* OK {6}\r\n{20000");

        assertThat(last("00000}\r\n")).isEqualTo(2_000_000_000L);
    }
}
