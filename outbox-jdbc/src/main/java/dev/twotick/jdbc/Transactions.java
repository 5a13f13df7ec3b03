package dev.twotick.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.twotick.outbox.OutboxException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one way to the database: all writes go through one connection, one after the other in the order of their coming; reads
 * go through a pool and never wait for writes. Thread-safe.
 */
final class Transactions implements AutoCloseable {
    private static final long TURN_SECONDS = 30;

    private final Dialect dialect;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final HikariDataSource readers;
    private @Nullable Statements writer;

    private Transactions(Dialect dialect, InstantSource clock, Statements writer, HikariDataSource readers) {
        this.dialect = dialect;
        this.clock = clock;
        this.writer = writer;
        this.readers = readers;
    }

    static Transactions open(Dialect dialect, InstantSource clock) {
        dialect.prepare();
        try {
            Statements writer = new Statements(dialect.connect());
            try {
                Schema.migrate(writer, dialect, clock);
                return new Transactions(dialect, clock, writer, new HikariDataSource(dialect.readers()));
            } catch (SQLException | RuntimeException e) {
                writer.close();
                throw e;
            }
        } catch (SQLException e) {
            throw failure(dialect, "open the outbox", e);
        }
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Does work that is durable when this returns, or not done at all when it throws. */
    <T> T write(String task, Transaction.Work<T> work) {
        awaitTurn(task);
        boolean committed = false;
        try {
            Statements sql = writer();
            sql.execute(dialect.beginWriting());
            T result = work.run(new Transaction(sql, now()));
            sql.execute("COMMIT");
            committed = true;
            return result;
        } catch (SQLException e) {
            throw failure(dialect, task, e);
        } finally {
            if (!committed) {
                dropWriter();
            }
            turn.unlock();
        }
    }

    /** Does work that only reads, on one unchanging view of the data. */
    <T> T read(String task, Transaction.Work<T> work) {
        try (Connection connection = readers.getConnection()) {
            boolean ended = false;
            try {
                Statements sql = new Statements(connection);
                sql.execute("BEGIN");
                T result = work.run(new Transaction(sql, now()));
                sql.execute("COMMIT");
                ended = true;
                return result;
            } finally {
                if (!ended) {
                    readers.evictConnection(connection);
                }
            }
        } catch (SQLException e) {
            throw failure(dialect, task, e);
        }
    }

    /** An interrupt does not cut the waiting, since an outcome that is known must be written; it is kept for the caller. */
    private void awaitTurn(String task) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TURN_SECONDS);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (turn.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        return;
                    }
                    throw new OutboxException("cannot " + task + ": other writes to " + dialect.place() + " took the "
                            + TURN_SECONDS + " s that it may wait; look at the load and the speed of the disk");
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Statements writer() throws SQLException {
        if (readers.isClosed()) {
            throw new SQLException("the outbox is closed");
        }
        if (writer == null) {
            writer = new Statements(dialect.connect());
        }
        return writer;
    }

    /**
     * Rolls back by closing. After a failed commit or sync nothing that this connection holds may be trusted, so that the next
     * write begins with a new one, which reads again what is really there.
     */
    private void dropWriter() {
        Statements broken = writer;
        writer = null;
        if (broken != null) {
            closeQuietly(broken);
        }
    }

    private static void closeQuietly(Statements statements) {
        try {
            statements.close();
        } catch (SQLException e) {
            // the failure that led here is the one to tell
        }
    }

    private static OutboxException failure(Dialect dialect, String task, SQLException error) {
        return new OutboxException("cannot " + task + ": " + dialect.reason(error), error);
    }

    @Override
    public void close() {
        readers.close();
        awaitTurn("close the outbox");
        try {
            dropWriter();
        } finally {
            turn.unlock();
        }
    }
}
