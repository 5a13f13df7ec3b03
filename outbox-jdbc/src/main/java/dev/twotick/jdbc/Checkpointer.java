package dev.twotick.jdbc;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what stands in SQLite's log into the file, beside the writer and not in its commits. Once the log is long, a thread with
 * a connection of its own copies most of it; then the writer copies what came meanwhile, between two of its transactions, so that
 * the log can begin anew. Under constant writing it never would otherwise. Thread-safe.
 */
final class Checkpointer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
    private static final String COPY = "PRAGMA wal_checkpoint(PASSIVE)";
    /** 32 MB in pages of 4 KB. */
    private static final int LONG_LOG = 8192;

    private static final int COMMITS_BETWEEN_LOOKS = 64;
    private static final int JOIN_SECONDS = 10;

    private final Sqlite sqlite;
    private final Thread thread = new Thread(this::work, "twotick-outbox-checkpoint");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private boolean wanted;
    private boolean closed;
    private volatile boolean almostDone;
    private int commits;

    Checkpointer(Sqlite sqlite) {
        this.sqlite = sqlite;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * How long the log is.
     *
     * @param pages all of it
     * @param copied what the file has already
     */
    private record Log(long pages, long copied) {}

    private static Log log(Statements sql, String pragma) throws SQLException {
        return sql.only(pragma, row -> new Log(row.number("log"), row.number("checkpointed")));
    }

    /** Called by the writer's thread between two transactions. */
    void betweenTransactions(Statements writer) throws SQLException {
        if (almostDone) {
            almostDone = false;
            log(writer, COPY);
        } else if (++commits >= COMMITS_BETWEEN_LOOKS) {
            commits = 0;
            wake(false);
        }
    }

    private void wake(boolean end) {
        lock.lock();
        try {
            wanted = true;
            closed |= end;
            asked.signal();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        Statements sql = null;
        while (isWanted()) {
            try {
                sql = sql == null ? new Statements(sqlite.connectBeside(), sqlite) : sql;
                if (log(sql, "PRAGMA wal_checkpoint(NOOP)").pages() >= LONG_LOG) {
                    almostDone = log(sql, COPY).pages() > 0;
                }
            } catch (SQLException | RuntimeException | Error e) {
                // without this thread the log would grow until the disk is full
                LOG.warn(
                        "the log of {} could not be copied into it; tried again with the next commits", sqlite.place());
                LOG.debug("why the log could not be copied", e);
                sql = close(sql);
            }
        }
        close(sql);
    }

    private boolean isWanted() {
        lock.lock();
        try {
            while (!wanted) {
                asked.awaitUninterruptibly();
            }
            wanted = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private static @Nullable Statements close(@Nullable Statements sql) {
        if (sql != null) {
            try {
                sql.close();
            } catch (SQLException e) {
                LOG.debug("closing a broken connection", e);
            }
        }
        return null;
    }

    @Override
    public void close() {
        wake(true);
        boolean interrupted = false;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(JOIN_SECONDS));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
