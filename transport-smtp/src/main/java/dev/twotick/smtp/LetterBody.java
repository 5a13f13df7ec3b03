package dev.twotick.smtp;

import dev.twotick.letter.WireBytes;
import dev.twotick.transport.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds a letter to what leaves over a connection, in small blocks, and listens between them. There is one at a time for a
 * connection. It lets no bare CR or LF pass: a
 * relay that took one for a line end would find commands in the letter. Used by one thread.
 */
final class LetterBody implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LetterBody.class);
    private static final byte[] CRLF = "\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DOT = {'.'};

    private final SmtpConnection connection;
    private final WireBytes content;
    private final boolean listening;
    private final InputStream in;
    private final byte[] block;
    private byte last = '\n';
    private long added;

    /**
     * Opens the letter.
     *
     * @param listening whether no reply is due, so that one that comes is about this letter
     * @throws UnreadableLetterException when its store cannot give it
     */
    LetterBody(SmtpConnection connection, WireBytes content, boolean listening) throws UnreadableLetterException {
        this.connection = connection;
        this.content = content;
        this.listening = listening;
        this.block = connection.block();
        try {
            this.in = content.open();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Adds all of it as DATA has it: with a dot more where a line begins with one (RFC 5321 section 4.5.2), up to and with its
     * last CRLF.
     *
     * @return what the relay said before the end, if it did not wait for it
     * @throws UnreadableLetterException when the bytes are not what was promised
     */
    Optional<Reply> addStuffed() throws IOException {
        for (int count = read(block.length); count > 0; count = read(block.length)) {
            Optional<Reply> early = makeRoom(2 * count);
            if (early.isPresent()) {
                return early;
            }
            addStuffed(count);
        }
        checkEnd();
        if (last != '\n') {
            connection.add(CRLF, 0, CRLF.length);
        }
        return Optional.empty();
    }

    private void addStuffed(int count) throws IOException {
        int unwritten = 0;
        for (int i = 0; i < count; i++) {
            byte octet = block[i];
            if (octet == '.' && last == '\n') {
                connection.add(block, unwritten, i - unwritten);
                connection.add(DOT, 0, 1);
                unwritten = i;
            }
            step(octet);
        }
        connection.add(block, unwritten, count - unwritten);
    }

    /**
     * Adds the next octets as they are, as BDAT has them (RFC 3030).
     *
     * @return what the relay said before the end, if it did not wait for it
     * @throws UnreadableLetterException when there are fewer, or something is wrong with them
     */
    Optional<Reply> addPlain(long octets) throws IOException {
        long end = added + octets;
        while (added < end) {
            int count = read((int) Math.min(block.length, end - added));
            if (count == 0) {
                break;
            }
            Optional<Reply> early = makeRoom(count);
            if (early.isPresent()) {
                return early;
            }
            step(count);
            if (added == content.size()) {
                // with these octets the relay has the whole letter
                checkEnd();
                checkNothingFollows();
            }
            connection.add(block, 0, count);
        }
        if (added != end) {
            checkEnd();
        }
        return Optional.empty();
    }

    private void step(byte octet) throws UnreadableLetterException {
        if ((last == '\r') != (octet == '\n')) {
            throw bareLineEnd();
        }
        last = octet;
    }

    private void step(int count) throws UnreadableLetterException {
        byte before = last;
        for (int i = 0; i < count; i++) {
            byte octet = block[i];
            if ((before == '\r') != (octet == '\n')) {
                throw bareLineEnd();
            }
            before = octet;
        }
        last = before;
    }

    /**
     * Makes sure that the letter ends here.
     *
     * @throws UnreadableLetterException when its store gives more than it promised
     */
    void checkNothingFollows() throws UnreadableLetterException {
        if (more()) {
            throw new UnreadableLetterException("more than " + content.size() + " octets");
        }
    }

    private void checkEnd() throws UnreadableLetterException {
        if (added != content.size()) {
            throw new UnreadableLetterException(added + " octets instead of " + content.size());
        }
        if (last == '\r') {
            throw bareLineEnd();
        }
    }

    private boolean more() throws UnreadableLetterException {
        try {
            return in.read() >= 0;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private int read(int most) throws UnreadableLetterException {
        try {
            int count = in.readNBytes(block, 0, most);
            added += count;
            return count;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Sends the group when there is no room left in it, and listens. */
    private Optional<Reply> makeRoom(int octets) throws IOException {
        return connection.room() >= octets ? Optional.empty() : send();
    }

    /** Sends the group, and listens. */
    Optional<Reply> send() throws IOException {
        try {
            connection.send();
        } catch (IOException e) {
            if (!listening) {
                throw e;
            }
            // a relay that gives up says why before it goes, and the reason decides
            return Optional.of(connection.lastWords().orElseThrow(() -> e));
        }
        return listening ? connection.unasked() : Optional.empty();
    }

    private static UnreadableLetterException bareLineEnd() {
        return new UnreadableLetterException("it has a line end that is not CRLF");
    }

    private static UnreadableLetterException unreadable(IOException e) {
        return new UnreadableLetterException(String.valueOf(e.getMessage()));
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            LOG.debug("a letter that was read could not be closed", e);
        }
    }
}
