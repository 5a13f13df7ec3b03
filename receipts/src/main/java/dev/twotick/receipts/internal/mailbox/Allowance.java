package dev.twotick.receipts.internal.mailbox;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the server's present answer may cost: silence, time in all, and bytes. Also how a reader learns that nobody wants the
 * answer any more: by {@link #stop} from any thread, or by an interrupt. All else is used by the one thread that reads.
 */
final class Allowance {
    /** A whole answer may take this many times the silence that is allowed. */
    private static final int WHOLE_ANSWER = 10;

    /** How soon a stop or an interrupt is heard. */
    private static final int SLICE_MILLIS = 250;

    /** Each line of an answer costs an object or two above, however short it is. */
    private static final int MAX_LINES = 100_000;

    private final Duration timeout;
    private final long bytes;
    private long silenceNanos;
    private long endNanos;
    private long bytesLeft;
    private int linesLeft;
    private Optional<String> refusal = Optional.empty();
    private volatile boolean stopped;
    private volatile @Nullable Socket socket;

    Allowance(Duration timeout, long bytes) {
        this.timeout = timeout;
        this.bytes = bytes;
        forAnswer();
    }

    Duration timeout() {
        return timeout;
    }

    /** A command goes out: its answer begins. */
    void forAnswer() {
        begin(timeout, timeout.multipliedBy(WHOLE_ANSWER));
    }

    /** Nothing need come for that long. */
    void forNews(Duration atMost) {
        begin(atMost, atMost);
    }

    private void begin(Duration silence, Duration whole) {
        silenceNanos = silence.toNanos();
        endNanos = System.nanoTime() + whole.toNanos();
        bytesLeft = bytes;
        linesLeft = MAX_LINES;
        refusal = Optional.empty();
    }

    /** How long one read may block, in milliseconds, when the present wait began then. */
    int slice(long waitingSince) throws IOException {
        if (stopped || Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("the reading was ended");
        }
        long now = System.nanoTime();
        long left = Math.min(endNanos - now, waitingSince + silenceNanos - now);
        if (left <= 0) {
            throw new SocketTimeoutException("the server did not answer in time");
        }
        return (int) Math.max(1, Math.min(SLICE_MILLIS, left / 1_000_000));
    }

    void spend(long count) throws IOException {
        bytesLeft -= count;
        if (bytesLeft < 0) {
            throw refuse("an answer of more than " + bytes + " bytes");
        }
    }

    void spendLine() throws IOException {
        if (--linesLeft < 0) {
            throw refuse("an answer of more than " + MAX_LINES + " lines");
        }
    }

    /** Remembers why an answer is not read on, since the protocol layer hides what a stream throws. */
    IOException refuse(String what) {
        refusal = Optional.of("the server sends " + what);
        return new IOException(refusal.get());
    }

    Optional<String> refusal() {
        return refusal;
    }

    boolean stopped() {
        return stopped;
    }

    void socket(Socket opened) throws IOException {
        socket = opened;
        if (stopped) {
            stop();
        }
    }

    /** Ends whatever is read now, from any thread. */
    void stop() throws IOException {
        stopped = true;
        Socket open = socket;
        if (open != null) {
            open.close();
        }
    }
}
