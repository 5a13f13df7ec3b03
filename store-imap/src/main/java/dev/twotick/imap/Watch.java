package dev.twotick.imap;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time limit of one task: when it runs out, the socket that the task uses is cut, whatever the task waits for. A time-out
 * for each read cannot do that, as a server that sends one octet now and then never meets it. Thread-safe.
 */
final class Watch {
    private final Duration limit;
    private @Nullable ImapSocket socket;
    private boolean expired;

    Watch(Duration limit) {
        this.limit = limit;
    }

    /** Watches over a socket from now on, and no longer over an earlier one. */
    synchronized void over(ImapSocket next) throws IOException {
        if (expired) {
            throw tooLong();
        }
        socket = next;
    }

    synchronized void expire() {
        expired = true;
        if (socket != null) {
            socket.abort();
        }
    }

    /** Says why, when it was the limit that ended the connection. */
    synchronized IOException explain(IOException failure) {
        if (!expired) {
            return failure;
        }
        IOException reason = tooLong();
        reason.addSuppressed(failure);
        return reason;
    }

    private IOException tooLong() {
        return new IOException("it took longer than " + limit.toMillis() + " ms");
    }
}
