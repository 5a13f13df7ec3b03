package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @ParameterizedTest
    @ValueSource(strings = {"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>", "RSET\n", "RSET\r", "RCPT TO:<a\0@b>"})
    void refusesWhatCouldBecomeASecondCommand(String command) {
        assertThatThrownBy(() -> CommandLine.octets(command)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void makesNoLineEndOutOfOtherCharacters() {
        // U+760A and U+760D end in the octets of LF and CR
        byte[] octets = CommandLine.octets("RCPT TO:<\u760a\u760d\u010a\u2028\u0085@b.example>");

        assertThat(new String(octets, 0, octets.length - 2, StandardCharsets.ISO_8859_1))
                .doesNotContain("\r", "\n");
    }

    @Test
    void endsEveryCommandWithCrLf() {
        assertThat(CommandLine.octets("DATA")).isEqualTo("DATA\r\n".getBytes(StandardCharsets.US_ASCII));
    }
}
