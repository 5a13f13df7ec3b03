package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerStreamTest {
    private final Allowance allowance = new Allowance(Duration.ofSeconds(5), 1_000_000);

    private AnswerStream stream(String bytes) {
        return new AnswerStream(new ByteArrayInputStream(bytes.getBytes(StandardCharsets.US_ASCII)), allowance, 1000);
    }

    private static String next(AnswerStream answers) throws IOException {
        byte[] buffer = new byte[500];
        int count = answers.read(buffer, 0, buffer.length);
        return count < 0 ? "(end)" : new String(buffer, 0, count, StandardCharsets.US_ASCII);
    }

    @Test
    void givesOneLineOrOneLiteralAtATime() throws IOException {
        AnswerStream answers = stream("* OK one\r\n* 1 FETCH (BODY[] {5}\r\na\r\nb\n UID 7)\r\n* OK two");

        assertThat(next(answers)).isEqualTo("* OK one\r\n");
        assertThat(next(answers)).isEqualTo("* 1 FETCH (BODY[] {5}\r\n");
        assertThat(next(answers)).isEqualTo("a\r\nb\n");
        assertThat(next(answers)).isEqualTo(" UID 7)\r\n");
        assertThat(answers.holdsMore()).isTrue();
        assertThat(next(answers)).isEqualTo("(end)");
    }

    @Test
    void refusesALongLine() {
        assertThatThrownBy(() -> next(stream("* OK " + "a".repeat(70_000))))
                .hasMessageContaining("a line of more than");
        assertThat(allowance.refusal()).isPresent();
    }

    @Test
    void refusesALongLiteralBeforeAnybodyReadsItsAnnouncement() {
        assertThatThrownBy(() -> next(stream("* OK {1001}\r\n"))).hasMessageContaining("a literal of more than 1000");
    }

    @Test
    void refusesTooManyLines() {
        AnswerStream answers = stream("*\r\n".repeat(100_001));

        assertThatThrownBy(() -> {
                    while (!next(answers).equals("(end)")) {
                        assertThat(allowance.refusal()).isEmpty();
                    }
                })
                .hasMessageContaining("lines");
    }

    @Test
    void refusesAnAnswerThatIsTooLongInAll() {
        AnswerStream answers = stream(("a".repeat(1000) + "\r\n").repeat(1100));

        assertThatThrownBy(() -> {
                    while (!next(answers).equals("(end)")) {
                        assertThat(allowance.refusal()).isEmpty();
                    }
                })
                .hasMessageContaining("an answer of more than 1000000 bytes");
    }
}
