package dev.twotick.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.twotick.outbox.Lane;
import dev.twotick.outbox.OutboxException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one way to the database: all writes go through one connection, those that come together in one transaction; reads go
 * through a pool and never wait for writes. Thread-safe.
 */
final class Transactions implements AutoCloseable {
    private final Dialect dialect;
    private final HikariDataSource readers;
    private final Backlog backlog = new Backlog(this);
    private final Set<Lane> lanes = ConcurrentHashMap.newKeySet();
    private final Writer writer;

    private Transactions(Dialect dialect, Statements connection, HikariDataSource readers) {
        this.dialect = dialect;
        this.readers = readers;
        this.writer = new Writer(dialect, connection, this::committed, this::distrustReaders, System::nanoTime);
    }

    static Transactions open(Dialect dialect, boolean migrate) {
        dialect.prepare();
        try {
            Statements connection = new Statements(dialect.connect(), dialect);
            try {
                Schema.prepare(connection, dialect, migrate);
                Transactions opened = new Transactions(dialect, connection, new HikariDataSource(dialect.readers()));
                opened.writer.start();
                return opened;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw failure(dialect, "open the outbox", e);
        }
    }

    Dialect dialect() {
        return dialect;
    }

    Instant now() {
        return dialect.now();
    }

    Backlog backlog() {
        return backlog;
    }

    /** Does work that is durable when this returns, or not done at all when it throws. */
    <T> T write(String task, Transaction.Needs needs, Transaction.Work<T> work) {
        return writer.run(task, needs, work);
    }

    <T> T write(String task, Transaction.Work<T> work) {
        return write(task, Transaction.Needs.NOTHING, work);
    }

    /** How many steps wait for the writer. */
    int waiting() {
        return writer.waiting();
    }

    /** Does work that only reads, on one unchanging view of the data. */
    <T> T read(String task, Transaction.Work<T> work) {
        try {
            return read(work);
        } catch (SQLException e) {
            if (!dialect.isOutdated(e)) {
                throw failure(dialect, task, e);
            }
        }
        // the others in the pool may be as outdated
        distrustReaders();
        try {
            return read(work);
        } catch (SQLException e) {
            throw failure(dialect, task, e);
        }
    }

    private <T> T read(Transaction.Work<T> work) throws SQLException {
        try (Connection connection = readers.getConnection()) {
            boolean ended = false;
            try {
                Statements sql = new Statements(connection, dialect);
                T result = work.run(dialect.beginReading(sql));
                sql.execute("COMMIT");
                ended = true;
                return result;
            } finally {
                if (!ended) {
                    readers.evictConnection(connection);
                }
            }
        }
    }

    private void committed(Transaction tx) {
        backlog.change(tx.backlogChange());
        lanes.addAll(tx.lanes());
    }

    /** The lanes that this process has met. */
    Set<Lane> lanes() {
        return lanes;
    }

    /** What they hold of the store may no longer be what is there. */
    private void distrustReaders() {
        HikariPoolMXBean pool = readers.getHikariPoolMXBean();
        if (pool != null && !readers.isClosed()) {
            pool.softEvictConnections();
        }
    }

    static OutboxException failure(Dialect dialect, String task, SQLException error) {
        return new OutboxException("cannot " + task + ": " + dialect.reason(error), error);
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
    }
}
