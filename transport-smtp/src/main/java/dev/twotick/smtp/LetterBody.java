package dev.twotick.smtp;

import dev.twotick.letter.WireBytes;
import dev.twotick.transport.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Sends a letter in small blocks with its dots stuffed, all but the last dot, and listens meanwhile. */
final class LetterBody {
    private static final int BLOCK = 16 * 1024;
    private static final byte[] CRLF = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SmtpConnection connection;
    private final WireBytes content;
    private final DotStuffer dots = new DotStuffer();

    LetterBody(SmtpConnection connection, WireBytes content) {
        this.connection = connection;
        this.content = content;
    }

    /**
     * Sends it up to and with its last CRLF.
     *
     * @return what the relay said before the end, if it did not wait for it
     * @throws UnreadableLetterException when the bytes are not what was promised
     */
    Optional<Reply> send() throws IOException {
        byte[] block = new byte[BLOCK];
        byte[] stuffed = new byte[2 * BLOCK];
        long sent = 0;
        try (InputStream in = open()) {
            for (int count = read(in, block); count > 0; count = read(in, block)) {
                sent += count;
                Optional<Reply> early = write(stuffed, dots.stuff(block, count, stuffed));
                if (early.isPresent()) {
                    return early;
                }
            }
        }
        if (sent != content.size()) {
            throw new UnreadableLetterException(sent + " octets instead of " + content.size());
        }
        return dots.atLineStart() ? Optional.empty() : write(CRLF, CRLF.length);
    }

    private Optional<Reply> write(byte[] bytes, int length) throws IOException {
        try {
            connection.write(bytes, length);
        } catch (IOException e) {
            // a relay that gives up says why before it goes, and the reason decides
            return Optional.of(connection.lastWords().orElseThrow(() -> e));
        }
        return connection.unasked();
    }

    private InputStream open() throws UnreadableLetterException {
        try {
            return content.open();
        } catch (IOException e) {
            throw new UnreadableLetterException(String.valueOf(e.getMessage()));
        }
    }

    private static int read(InputStream in, byte[] block) throws UnreadableLetterException {
        try {
            return in.readNBytes(block, 0, block.length);
        } catch (IOException e) {
            throw new UnreadableLetterException(String.valueOf(e.getMessage()));
        }
    }
}
