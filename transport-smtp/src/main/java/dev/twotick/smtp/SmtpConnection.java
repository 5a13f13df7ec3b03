package dev.twotick.smtp;

import dev.twotick.transport.Reply;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is logged in: commands and letters go out, replies come in, each step bounded by its deadline. It knows
 * nothing of what a reply means. Used by one thread.
 */
final class SmtpConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpConnection.class);
    private static final byte[] TERMINATOR = ".\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Wire wire;
    private final ReplyReader replies;
    private final Deadline deadline;
    private final Timeouts timeouts;
    private final SmtpLogin login;
    /** Every command has its reply, and no letter is under way. */
    private boolean atRest = true;

    SmtpConnection(Wire wire, ReplyReader replies, Deadline deadline, Timeouts timeouts, SmtpLogin login) {
        this.wire = wire;
        this.replies = replies;
        this.deadline = deadline;
        this.timeouts = timeouts;
        this.login = login;
    }

    /** What the relay offers. */
    Extensions extensions() {
        return login.extensions();
    }

    /**
     * Sends a command and waits for its reply. The reply may be a 421 that was said before the command.
     *
     * @throws IllegalArgumentException for a command with a line break or NUL
     * @throws ProtocolException when the relay had said something else without being asked
     */
    Reply command(String command) throws IOException {
        byte[] octets = CommandLine.octets(command);
        Optional<Reply> unasked = unasked();
        if (unasked.isPresent()) {
            return farewellOf(unasked.get());
        }
        atRest = false;
        deadline.step(timeouts.command());
        try {
            wire.write(octets, 0, octets.length);
        } catch (IOException e) {
            return farewellOf(lastWords().orElseThrow(() -> e));
        }
        return answer();
    }

    private Reply answer() throws IOException {
        Reply reply = replies.read().harmless();
        boolean asksForMore = !reply.positive() && !reply.transientNegative() && !reply.permanentNegative();
        atRest = !asksForMore && reply.code() != SmtpCodes.CLOSING;
        return reply;
    }

    private static Reply farewellOf(Reply reply) throws ProtocolException {
        if (reply.code() != SmtpCodes.CLOSING) {
            throw new ProtocolException("a reply that nobody had asked for");
        }
        return reply;
    }

    /** Sends a block of the letter. */
    void write(byte[] block, int length) throws IOException {
        deadline.step(timeouts.data());
        wire.write(block, 0, length);
    }

    /** Sends the last dot, which must follow on CRLF. */
    void terminate() throws IOException {
        deadline.step(timeouts.finalReply());
        wire.write(TERMINATOR, 0, TERMINATOR.length);
    }

    /** Waits for the answer to the last dot. */
    Reply finalReply() throws IOException {
        deadline.step(timeouts.finalReply());
        return answer();
    }

    /**
     * What the relay has said without being asked, as it does when it gives up on a letter half-way.
     *
     * @throws java.io.EOFException when it closed the connection
     */
    Optional<Reply> unasked() throws IOException {
        if (!replies.pending()) {
            return Optional.empty();
        }
        atRest = false;
        deadline.step(timeouts.command());
        return Optional.of(replies.read().harmless());
    }

    /** What the relay said before it went away, if that can still be read. */
    Optional<Reply> lastWords() {
        deadline.step(FAREWELL);
        try {
            return Optional.of(replies.read().harmless());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    String describe(IOException e) {
        return Failures.describe(e, deadline);
    }

    /** Takes leave, without waiting long and without telling anybody how it went. */
    @Override
    public void close() {
        try {
            if (atRest) {
                quit();
            }
        } finally {
            deadline.stop();
            wire.close();
            Reference.reachabilityFence(login);
        }
    }

    private void quit() {
        deadline.step(FAREWELL);
        byte[] octets = CommandLine.octets("QUIT");
        try {
            wire.write(octets, 0, octets.length);
            replies.read();
            wire.farewell();
        } catch (IOException e) {
            LOG.debug("the relay did not answer QUIT: {}", describe(e));
        }
    }
}
