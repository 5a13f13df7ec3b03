package dev.twotick.smtp;

import dev.twotick.transport.Reply;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is logged in: commands and letters are gathered and leave in one write, replies come in, each step bounded
 * by its deadline. It knows nothing of what a reply means. Used by one thread at a time.
 */
final class SmtpConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpConnection.class);
    private static final int GROUP = 64 * 1024;
    private static final int BLOCK = 8 * 1024;
    private static final byte[] QUIT = "QUIT\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Wire wire;
    private final ReplyReader replies;
    private final Deadline deadline;
    private final Timeouts timeouts;
    private final SmtpOpening opening;
    private final byte[] group = new byte[GROUP];
    private final byte[] block = new byte[BLOCK];
    private final List<Runnable> atSending = new ArrayList<>();
    private final List<Runnable> afterSending = new ArrayList<>();
    private final long opened = System.nanoTime();
    private int filled;
    private int letters;
    private long lastUse = opened;
    private boolean needsReset;
    /** Every command has its reply, and no letter is under way. */
    private boolean atRest = true;

    SmtpConnection(Wire wire, ReplyReader replies, Deadline deadline, Timeouts timeouts, SmtpOpening opening) {
        this.wire = wire;
        this.replies = replies;
        this.deadline = deadline;
        this.timeouts = timeouts;
        this.opening = opening;
    }

    /** What the relay offers. */
    Extensions extensions() {
        return opening.extensions();
    }

    /** Whether each recipient has a final reply of its own (RFC 2033 section 4.2). */
    boolean lmtp() {
        return opening.lmtp();
    }

    /** Whether commands may follow each other without waiting (RFC 2920). */
    boolean pipelining() {
        return extensions().offers("PIPELINING");
    }

    /**
     * Whether letters go by BDAT (RFC 3030). In LMTP they do not: the replies to a letter's end are counted by its recipients,
     * who must be known when it is written.
     */
    boolean chunking() {
        return extensions().offers("CHUNKING") && !lmtp();
    }

    /** How many letters went over it. */
    int letters() {
        return letters;
    }

    /** One more letter goes over it. */
    void countLetter() {
        letters++;
    }

    /** How long ago it was opened. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - opened);
    }

    /** For how long nobody has used it. */
    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - lastUse);
    }

    /** Whether a transaction was begun that only RSET ends. */
    boolean needsReset() {
        return needsReset;
    }

    void needsReset(boolean needed) {
        needsReset = needed;
    }

    /** From now on it works on a transaction that began then. */
    void workOn(long start) {
        deadline.whole(start, timeouts.total());
    }

    /**
     * Adds a command to the group.
     *
     * @throws IllegalArgumentException for a command with a line break or NUL
     */
    void add(String command) throws IOException {
        byte[] octets = CommandLine.octets(command);
        add(octets, 0, octets.length);
    }

    /** Adds octets to the group, of which the part leaves that finds no room. */
    void add(byte[] octets, int from, int length) throws IOException {
        int next = from;
        int left = length;
        while (left > 0) {
            if (filled == GROUP) {
                send();
            }
            int count = Math.min(left, GROUP - filled);
            System.arraycopy(octets, next, group, filled, count);
            filled += count;
            next += count;
            left -= count;
        }
    }

    /** Has something done right before what was added so far, and what is added next, begins to leave. */
    void atSending(Runnable action) {
        atSending.add(action);
    }

    /** Has something done once all that was added so far has left. */
    void afterSending(Runnable action) {
        afterSending.add(action);
    }

    /** Room for a part of the letter that is being read. */
    byte[] block() {
        return block;
    }

    /** Octets that can be added before any leaves. */
    int room() {
        return GROUP - filled;
    }

    /** Sends the group in one write. */
    void send() throws IOException {
        if (filled > 0) {
            int count = filled;
            filled = 0;
            atRest = false;
            deadline.step(timeouts.data());
            // an end that certainly does not leave makes no doubt
            wire.checkOpen();
            atSending.forEach(Runnable::run);
            atSending.clear();
            wire.write(group, 0, count);
            afterSending.forEach(Runnable::run);
            afterSending.clear();
        }
    }

    /** Forgets what has not left. */
    void forget() {
        filled = 0;
        atSending.clear();
        afterSending.clear();
    }

    /** Waits for the reply to a command. */
    Reply reply() throws IOException {
        return read(timeouts.command());
    }

    /** Waits for the answer to the last dot; giving up earlier, because the letter took long, would make a doubt. */
    Reply finalReply() throws IOException {
        deadline.lastStep(timeouts.finalReply());
        return replies.read().harmless();
    }

    private Reply read(Duration most) throws IOException {
        deadline.step(most);
        return replies.read().harmless();
    }

    /** Whether more of what the relay said is here already. */
    boolean hasReply() {
        return replies.buffered();
    }

    /**
     * What the relay has said without being asked, as it does when it gives up on a letter half-way.
     *
     * @throws java.io.EOFException when it closed the connection
     */
    Optional<Reply> unasked() throws IOException {
        deadline.step(timeouts.command());
        return replies.pending() ? Optional.of(reply()) : Optional.empty();
    }

    /** What the relay said before it went away, if that can still be read. */
    Optional<Reply> lastWords() {
        try {
            return Optional.of(read(FAREWELL));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    String describe(IOException e) {
        return Failures.describe(e, deadline);
    }

    /** Whether it was cut because its time was over. */
    boolean timedOut() {
        return deadline.passed();
    }

    /** The relay is not waited for until something is said or heard again. */
    void rest() {
        deadline.rest();
    }

    /** Every command has its reply: it may wait for its next letter. */
    void park() {
        atRest = true;
        lastUse = System.nanoTime();
        deadline.rest();
    }

    /** Whether the relay is still there and has said nothing since it was parked. */
    boolean isFresh() {
        try {
            deadline.whole(System.nanoTime(), timeouts.total());
            deadline.step(FAREWELL);
            return atRest && replies.quiet();
        } catch (IOException e) {
            LOG.debug("a connection was closed while it was parked: {}", describe(e));
            return false;
        } finally {
            deadline.rest();
        }
    }

    /** Takes leave without waiting for an answer. */
    void leave() {
        try {
            if (atRest) {
                deadline.whole(System.nanoTime(), FAREWELL);
                deadline.step(FAREWELL);
                wire.write(QUIT, 0, QUIT.length);
                atRest = false;
            }
        } catch (IOException e) {
            LOG.debug("the relay could not be told QUIT: {}", describe(e));
        } finally {
            cut();
        }
    }

    /** Takes leave, without waiting long and without telling anybody how it went. */
    @Override
    public void close() {
        try {
            if (atRest) {
                quit();
            }
        } finally {
            cut();
        }
    }

    /** Ends it at once, without a word. */
    void cut() {
        try {
            deadline.stop();
            wire.close();
        } finally {
            Reference.reachabilityFence(opening);
        }
    }

    private void quit() {
        deadline.whole(System.nanoTime(), FAREWELL);
        deadline.step(FAREWELL);
        try {
            wire.write(QUIT, 0, QUIT.length);
            replies.read();
            wire.farewell();
        } catch (IOException e) {
            LOG.debug("the relay did not answer QUIT: {}", describe(e));
        }
    }
}
