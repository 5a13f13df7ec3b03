package dev.twotick.jdbc;

import com.zaxxer.hikari.HikariConfig;
import dev.twotick.outbox.OutboxException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/** SQLite: one file, many readers beside one writer (WAL), and a sync of the disk at every commit. */
final class Sqlite implements Dialect {
    /** How long one process waits for another that writes to the same file. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int READERS = 4;
    private static final String FULL = "2";

    private final SqliteFile file;
    private final SQLiteDataSource source;

    Sqlite(SqliteFile file, Duration patience) {
        this.file = file;
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) patience.toMillis());
        config.setSynchronous(SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setGetGeneratedKeys(false);
        // a file that vanished under a running process must not come back empty
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        source = new SQLiteDataSource(config);
        source.setUrl(file.url());
    }

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public void prepare() {
        file.prepare();
    }

    @Override
    public Connection connect() throws SQLException {
        Connection connection = source.getConnection();
        try {
            makeDurable(new Statements(connection));
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void makeDurable(Statements sql) throws SQLException {
        // macOS: a plain fsync leaves the data in the drive's cache; elsewhere without effect
        sql.execute("PRAGMA fullfsync = 1");
        sql.execute("PRAGMA checkpoint_fullfsync = 1");
        sql.only("PRAGMA journal_mode = WAL", row -> row.text("journal_mode"));
        check(sql);
    }

    /**
     * Checks what durability rests on.
     *
     * @throws OutboxException when the connection does not have it
     */
    void check(Statements sql) throws SQLException {
        demand(
                sql,
                "journal_mode",
                "wal",
                "its file system must have shared memory and locks: a local disk, no network share");
        demand(sql, "synchronous", FULL, "less would lose accepted letters when the power fails");
        demand(sql, "foreign_keys", "1", "the SQLite library must be built with foreign keys");
    }

    private void demand(Statements sql, String pragma, String wanted, String why) throws SQLException {
        String found = sql.only("PRAGMA " + pragma, row -> row.text(pragma));
        if (!found.equals(wanted)) {
            throw new OutboxException(
                    "SQLite gives " + pragma + " = " + found + " for " + file + " instead of " + wanted + "; " + why);
        }
    }

    @Override
    public HikariConfig readers() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("outbox-readers");
        config.setDataSource(source);
        config.setMaximumPoolSize(READERS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE.toMillis());
        // the writer has been here already; a fault that comes later is told by the read that meets it
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql("PRAGMA query_only = 1");
        return config;
    }

    @Override
    public String beginWriting() {
        return "BEGIN IMMEDIATE";
    }

    @Override
    public List<String> migrations() {
        return List.of("sqlite/V1__outbox.sql");
    }

    @Override
    public String reason(SQLException error) {
        return SqliteFaults.reason(error, file);
    }
}
