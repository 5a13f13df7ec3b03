package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {

    /** Gives what a relay says, a few octets at a time. */
    private record Said(ByteArrayInputStream bytes, int atOnce) implements ReplyReader.Source {
        @Override
        public int read(byte[] into, int from, int most) {
            return bytes.read(into, from, Math.min(most, atOnce));
        }

        @Override
        public int readNow(byte[] into, int from, int most) {
            return bytes.available() == 0 ? 0 : read(into, from, most);
        }
    }

    private static ReplyReader reading(String text) {
        return reading(text, 1_000_000);
    }

    private static ReplyReader reading(String text, int atOnce) {
        return new ReplyReader(new Said(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), atOnce));
    }

    @Test
    void readsOneLine() throws IOException {
        assertThat(reading("250 2.0.0 Ok\r\n").read()).isEqualTo(new RawReply(250, List.of("2.0.0 Ok")));
    }

    @Test
    void readsSeveralLinesOctetByOctet() throws IOException {
        assertThat(reading("250-one\r\n250-\r\n250 three\r\n", 1).read())
                .isEqualTo(new RawReply(250, List.of("one", "", "three")));
    }

    @Test
    void readsOneReplyAfterTheOther() throws IOException {
        ReplyReader reader = reading("250 one\r\n550-two\r\n550 too\r\n");

        assertThat(reader.read().code()).isEqualTo(250);
        assertThat(reader.pending()).isTrue();
        assertThat(reader.read().lines()).containsExactly("two", "too");
        assertThat(reader.pending()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"250\r\n", "250 \r\n", "250\n", "250 \n"})
    void readsACodeWithoutText(String text) throws IOException {
        assertThat(reading(text).read()).isEqualTo(new RawReply(250, List.of("")));
    }

    @Test
    void keepsTextBeyondAscii() throws IOException {
        assertThat(reading("550 Empfänger unbekannt\r\n").read().lines()).containsExactly("Empfänger unbekannt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "hello\r\n",
                "25\r\n",
                "25 ok\r\n",
                "2500 ok\r\n",
                "250ok\r\n",
                "250\tok\r\n",
                "150 ok\r\n",
                "650 ok\r\n",
                "2x0 ok\r\n",
                "+250 ok\r\n",
                " 250 ok\r\n",
                "250 o\rk\r\n",
                "250 ok\r\r\n",
                "٢٥٠ ok\r\n"
            })
    void refusesWhatIsNoReply(String text) {
        assertThatThrownBy(() -> reading(text).read()).isInstanceOf(ProtocolException.class);
    }

    @Test
    void refusesLinesWithDifferentCodes() {
        assertThatThrownBy(() -> reading("250-fine\r\n550 no\r\n").read())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("250 and 550");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "25", "250", "250 ok", "250 ok\r", "250-ok\r\n", "250-ok\r\n250 o"})
    void doesNotTakeHalfAReplyForOne(String text) {
        assertThatThrownBy(() -> reading(text).read()).isInstanceOf(EOFException.class);
    }

    @Test
    void takesALineOfTheGreatestLengthAndNoneLonger() throws IOException {
        String longest = "250 " + "x".repeat(ReplyReader.MAX_LINE_OCTETS - 5);

        assertThat(reading(longest + "\r\n").read().code()).isEqualTo(250);
        assertThatThrownBy(() -> reading(longest + "x\r\n").read()).isInstanceOf(ProtocolException.class);
    }

    @Test
    void takes128LinesAndNoMore() throws IOException {
        String lines = "250-x\r\n".repeat(ReplyReader.MAX_LINES - 1);

        assertThat(reading(lines + "250 x\r\n").read().lines()).hasSize(ReplyReader.MAX_LINES);
        assertThatThrownBy(() -> reading(lines + "250-x\r\n250 x\r\n").read()).isInstanceOf(ProtocolException.class);
    }

    @Test
    void takes64KilobytesAndNoMore() {
        String line = "250-" + "x".repeat(1_500) + "\r\n";

        assertThatThrownBy(() -> reading(line.repeat(60) + "250 x\r\n").read())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("octets");
    }

    @Test
    void readsNoFurtherThanItsBoundsFromAnEndlessLine() {
        int[] given = {0};
        ReplyReader.Source endless = new ReplyReader.Source() {
            @Override
            public int read(byte[] into, int from, int most) {
                given[0] += most;
                return most;
            }

            @Override
            public int readNow(byte[] into, int from, int most) {
                return read(into, from, most);
            }
        };

        assertThatThrownBy(() -> new ReplyReader(endless).read()).isInstanceOf(ProtocolException.class);
        assertThat(given[0]).isLessThanOrEqualTo(4 * ReplyReader.MAX_LINE_OCTETS);
    }

    @Test
    void tellsTheEndOfTheConnectionFromNothingSaid() {
        ReplyReader.Source gone = new ReplyReader.Source() {
            @Override
            public int read(byte[] into, int from, int most) {
                return -1;
            }

            @Override
            public int readNow(byte[] into, int from, int most) {
                return -1;
            }
        };

        assertThatThrownBy(() -> new ReplyReader(gone).pending()).isInstanceOf(EOFException.class);
    }

    @Test
    void readsTheSameHoweverItIsCut() throws IOException {
        String text = "250-first\r\n250-" + "x".repeat(2_000) + "\r\n250 last\r\n";
        List<RawReply> replies = new ArrayList<>();
        for (int atOnce : IntStream.of(1, 2, 3, 7, 1_000, 2_048, 5_000).toArray()) {
            replies.add(reading(text, atOnce).read());
        }

        assertThat(replies).hasSize(7).containsOnly(replies.get(0));
    }
}
