package dev.twotick.imap;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to the server: opened when it is first needed, asked whether it lives before it is used again, replaced
 * after a failure, and cut when a task takes longer than it may. Thread-safe: tasks run one after the other.
 */
final class ImapLine {
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final ImapAccount account;
    private final ReentrantLock lock = new ReentrantLock();
    private final ScheduledThreadPoolExecutor timer;

    /** Written under the lock. */
    private volatile Watch watch = new Watch(Duration.ZERO);

    /** Guarded by the lock. */
    private @Nullable Open open;

    private volatile boolean closed;

    private record Open(ImapSocket socket, ImapConnection connection, ImapSession session, SentFolder folder) {}

    /**
     * What is done with the connection.
     *
     * @param <T> what comes of it
     */
    interface Task<T> {
        T run(ImapSession session, SentFolder folder) throws IOException, RefusedException;
    }

    ImapLine(ImapAccount account) {
        this.account = account;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "twotick-imap-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Runs a task.
     *
     * @param limit how long to wait for other tasks, and how long connecting and this task may then take
     * @param task uses the session and keeps nothing of it
     * @throws IOException when there is no connection or it did not last; the next task gets a new one
     * @throws RefusedException when the server said no; the connection is kept
     */
    <T> T use(Duration limit, Task<T> task) throws IOException, RefusedException {
        acquire(limit);
        try {
            if (closed) {
                throw new IOException("the Sent store is closed");
            }
            return watched(limit, () -> attempt(task));
        } finally {
            lock.unlock();
        }
    }

    private void acquire(Duration limit) throws IOException {
        try {
            if (!lock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException(
                        "the connection was busy with other copies for " + limit.toSeconds() + " seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the connection", e);
        }
    }

    /** What ends by itself or by the watch. */
    private interface Step<T> {
        T run() throws IOException, RefusedException;
    }

    private <T> T watched(Duration limit, Step<T> step) throws IOException, RefusedException {
        watch = new Watch(limit);
        ScheduledFuture<?> alarm = timer.schedule(watch::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return step.run();
        } catch (IOException e) {
            throw watch.explain(e);
        } finally {
            alarm.cancel(false);
        }
    }

    private <T> T attempt(Task<T> task) throws IOException, RefusedException {
        boolean intact = false;
        try {
            Open line = ready();
            T result = task.run(line.session(), line.folder());
            intact = true;
            return result;
        } catch (RefusedException e) {
            intact = true;
            throw e;
        } finally {
            if (!intact) {
                drop();
            }
        }
    }

    private Open ready() throws IOException, RefusedException {
        Open line = open;
        if (line != null) {
            watch.over(line.socket());
            line.socket().allowReplies();
            if (line.session().alive()) {
                return line;
            }
            drop();
        }
        return connect();
    }

    private Open connect() throws IOException, RefusedException {
        ImapSocket socket = new ImapSocket(account);
        watch.over(socket);
        ImapConnection connection = ImapConnection.open(account, socket, timer);
        ImapSession session = new ImapSession(connection);
        Open line = new Open(
                socket,
                connection,
                session,
                new SentFolder(session, account.server().path()));
        open = line;
        return line;
    }

    private void drop() {
        Open line = open;
        open = null;
        if (line != null) {
            line.connection().close();
        }
    }

    /** Ends the connection with LOGOUT, or without it when a task or the server keeps us waiting. Idempotent. */
    void close() {
        closed = true;
        try {
            acquire(FAREWELL);
        } catch (IOException e) {
            watch.expire();
            lock.lock();
        }
        try {
            farewell();
        } finally {
            timer.shutdownNow();
            lock.unlock();
        }
    }

    private void farewell() {
        Open line = open;
        if (line == null) {
            return;
        }
        try {
            watched(FAREWELL, () -> {
                watch.over(line.socket());
                line.connection().logout();
                return line;
            });
        } catch (IOException | RefusedException e) {
            // it is closed all the same
        }
        drop();
    }
}
