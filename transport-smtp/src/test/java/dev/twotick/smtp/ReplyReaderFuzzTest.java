package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Whatever a relay says is a reply within the bounds or a breach of the protocol, and nothing else comes of it. */
class ReplyReaderFuzzTest {

    /** The octets of a relay, so many at once. */
    private record Said(ByteArrayInputStream octets, int atOnce) implements ReplyReader.Source {
        @Override
        public int read(byte[] into, int from, int most) {
            return octets.read(into, from, Math.min(most, atOnce));
        }

        @Override
        public int readNow(byte[] into, int from, int most) {
            return octets.available() == 0 ? 0 : read(into, from, most);
        }
    }

    @FuzzTest(maxDuration = "20s")
    void readsRepliesOrRefusesThem(byte[] octets) {
        List<RawReply> atOnce = read(octets, Integer.MAX_VALUE);

        assertThat(read(octets, 1)).isEqualTo(atOnce);
        assertThat(read(octets, 7)).isEqualTo(atOnce);
        atOnce.forEach(ReplyReaderFuzzTest::isWithinBounds);
        if (!atOnce.isEmpty()) {
            String text = new String(octets, StandardCharsets.ISO_8859_1);
            assertThat(text).startsWith(Integer.toString(atOnce.get(0).code()));
        }
    }

    private static List<RawReply> read(byte[] octets, int atOnce) {
        ReplyReader reader = new ReplyReader(new Said(new ByteArrayInputStream(octets), atOnce));
        List<RawReply> replies = new ArrayList<>();
        while (true) {
            try {
                replies.add(reader.read());
            } catch (ProtocolException | EOFException e) {
                return replies;
            } catch (IOException e) {
                throw new AssertionError("an array cannot fail", e);
            }
        }
    }

    private static void isWithinBounds(RawReply reply) {
        assertThat(reply.code()).isBetween(200, 599);
        assertThat(reply.lines()).hasSizeBetween(1, ReplyReader.MAX_LINES);
        assertThat(reply.lines()).allMatch(line -> line.length() <= ReplyReader.MAX_LINE_OCTETS);
        assertThat(reply.harmless().toString()).doesNotContainPattern("\\p{Cntrl}");
    }
}
