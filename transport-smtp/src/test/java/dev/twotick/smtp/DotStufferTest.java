package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotStufferTest {
    private final DotStuffer stuffer = new DotStuffer();

    private String stuff(String text) throws UnreadableLetterException {
        byte[] block = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] out = new byte[2 * block.length];
        int filled = stuffer.stuff(block, block.length, out);
        return new String(Arrays.copyOf(out, filled), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a|a", ".|..", "..|...", "a.b|a.b", ".a~.b~~..c~|..a~..b~~...c~", "~.~|~..~"})
    void doublesTheDotAtALinesStart(String text, String stuffed) throws UnreadableLetterException {
        assertThat(stuff(text.replace("~", "\r\n"))).isEqualTo(stuffed.replace("~", "\r\n"));
    }

    @Test
    void remembersTheLineStartFromBlockToBlock() throws UnreadableLetterException {
        assertThat(stuff("a\r") + stuff("\n") + stuff(".") + stuff(".b") + stuff("\r\n") + stuff("."))
                .isEqualTo("a\r\n...b\r\n..");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\n", "a\rb", "\r\r\n", "a\n.\nb", "a\r.\rb", "a\r\n\n"})
    void letsNoBareLineEndPass(String text) {
        assertThatThrownBy(() -> stuff(text)).isInstanceOf(UnreadableLetterException.class);
    }

    @Test
    void letsNoBareCarriageReturnPassAtTheEnd() throws UnreadableLetterException {
        stuff("a\r");

        assertThatThrownBy(stuffer::atLineStart).isInstanceOf(UnreadableLetterException.class);
    }

    @Test
    void knowsWhetherTheDotMayFollow() throws UnreadableLetterException {
        assertThat(stuffer.atLineStart()).isTrue();
        stuff("a");
        assertThat(stuffer.atLineStart()).isFalse();
        stuff("\r\n");
        assertThat(stuffer.atLineStart()).isTrue();
    }
}
