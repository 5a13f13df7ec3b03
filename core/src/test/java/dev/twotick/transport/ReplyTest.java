package dev.twotick.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.letter.InvalidLetterException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyTest {
    @Test
    void readsTheEnhancedStatusUnlessItContradictsTheCode() {
        assertThat(new Reply(550, List.of("5.1.1 no such user")).enhancedStatus())
                .contains(new EnhancedStatus(5, 1, 1));
        assertThat(new Reply(250, List.of("5.1.1 odd")).enhancedStatus()).isEmpty();
        assertThat(new Reply(250, List.of("no code")).enhancedStatus()).isEmpty();
        assertThat(new Reply(250, List.of("2.0.0.1 an address")).enhancedStatus())
                .isEmpty();
    }

    @Test
    void everyCodeIsOfOneKind() {
        for (int code = 200; code < 600; code++) {
            Reply reply = new Reply(code, List.of("x"));
            boolean intermediate = code / 100 == 3;
            assertThat(List.of(reply.positive(), intermediate, reply.transientNegative(), reply.permanentNegative()))
                    .as("code %d", code)
                    .containsOnlyOnce(true);
        }
        assertThatThrownBy(() -> new Reply(199, List.of("x"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void foreignTextIsMadeHarmlessAndBounded() {
        Reply reply = new Reply(550, List.of("evil\u001b[31m\r\n250 ok\u0000\u202e"));
        assertThat(reply.toString())
                .doesNotContain("\u001b", "\r", "\n", "\u0000", "\u202e")
                .startsWith("550 evil");
        assertThat(new Reply(250, Collections.nCopies(1000, "x".repeat(10_000)))
                        .text()
                        .length())
                .isLessThan(9_000);
        assertThat(new Reply(250, List.of())).hasToString("250");
    }

    @Test
    void anEnvelopeIdCannotCarryACommand() {
        for (String evil : new String[] {"", "a b", "a\r\nRCPT TO:<x@y>", "é", "x".repeat(101)}) {
            assertThatThrownBy(() -> new Submission.DsnRequest(evil, true))
                    .isInstanceOfSatisfying(
                            InvalidLetterException.class,
                            e -> assertThat(e.field()).isEqualTo("envid"));
        }
    }
}
