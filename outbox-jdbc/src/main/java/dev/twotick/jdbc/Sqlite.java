package dev.twotick.jdbc;

import com.zaxxer.hikari.HikariConfig;
import dev.twotick.outbox.OutboxException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/** SQLite: one file, many readers beside one writer (WAL), and a sync of the disk at every commit. */
class Sqlite implements Dialect {
    /** How long one process waits for another that writes to the same file. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The signs keep SQLite from going through everything that is due in search of one letter's items. */
    private static final String READY_ITEMS = """
            SELECT item.* FROM json_each(?1) AS k JOIN twotick_item AS item ON item.letter = k.value AND item.number IN (
                SELECT r.number FROM twotick_item AS r
                WHERE r.letter = k.value AND +r.ready_for = ?2 AND +r.due <= ?3 ORDER BY r.due, r.number LIMIT ?4)""";

    private static final int READERS = 4;
    private static final String FULL = "2";

    /** Of the one connection that writes; each of the others needs little beside the system's own cache. */
    private static final int WRITER_CACHE_KB = 64 * 1024;

    private static final int CACHE_KB = 4 * 1024;

    private static final Map<String, String> WORDS = Map.of(
            "{among texts}", "IN (SELECT value FROM json_each(?))",
            "{pairs}", "(SELECT value ->> 0 AS one, value ->> 1 AS two FROM json_each(?))",
            "{keys}", "(SELECT value ->> 0 AS letter, value ->> 1 AS number FROM json_each(?))",
            "{skip locked}", "",
            "{lock item}", "",
            "{last number}", "SELECT coalesce(max(seq), 0) AS last FROM twotick_event",
            "{first open number}", Long.toString(Long.MAX_VALUE),
            "{ready items}", READY_ITEMS,
            "{schema version table}", "SELECT 1 FROM sqlite_master WHERE name = 'twotick_schema_version'");

    private final SqliteFile file;
    private final SqliteClock clock;
    private final SynchronousMode synchronous;
    private final SQLiteDataSource writing;
    private final SQLiteDataSource beside;

    Sqlite(SqliteFile file, Duration patience, InstantSource clock) {
        this(file, patience, SqliteClock.of(clock), false);
    }

    Sqlite(SqliteFile file, Duration patience, SqliteClock clock, boolean acceptsLostLetters) {
        this.file = file;
        this.clock = clock;
        this.synchronous = acceptsLostLetters ? SynchronousMode.NORMAL : SynchronousMode.FULL;
        this.writing = source(patience, WRITER_CACHE_KB);
        this.beside = source(patience, CACHE_KB);
    }

    private SQLiteDataSource source(Duration patience, int cacheKb) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) patience.toMillis());
        config.setSynchronous(synchronous);
        config.setCacheSize(-cacheKb);
        config.setGetGeneratedKeys(false);
        // a file that vanished under a running process must not come back empty
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(file.url());
        return source;
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
        return connect(writing);
    }

    /** A connection beside that which writes letters: it copies the log into the file. */
    Connection connectBeside() throws SQLException {
        return connect(beside);
    }

    private Connection connect(SQLiteDataSource source) throws SQLException {
        Connection connection = source.getConnection();
        try {
            makeDurable(new Statements(connection, this));
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
        sql.only("PRAGMA wal_autocheckpoint = 0", row -> row.number("wal_autocheckpoint"));
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
        if (synchronous == SynchronousMode.FULL) {
            demand(sql, "synchronous", FULL, "less would lose accepted letters when the power fails");
        }
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
        config.setDataSource(beside);
        config.setMaximumPoolSize(READERS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE.toMillis());
        // the writer has been here already; a fault that comes later is told by the read that meets it
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql("PRAGMA query_only = 1");
        return config;
    }

    @Override
    public Transaction beginReading(Statements sql) throws SQLException {
        sql.execute("BEGIN");
        return join(sql);
    }

    @Override
    public Transaction begin(Statements sql, Known known) throws SQLException {
        sql.execute(beginning());
        sql.read(known.questions());
        return new Transaction(sql, now(), new SqliteNumbers(sql), known);
    }

    @Override
    public Transaction join(Statements sql) {
        return new Transaction(sql, now(), new SqliteNumbers(sql), Known.nothing(sql));
    }

    @Override
    public String beginning() {
        return "BEGIN IMMEDIATE";
    }

    @Override
    public void lockSchema(Statements sql) {
        // BEGIN IMMEDIATE has done so
    }

    @Override
    public void opened(Statements sql) throws SQLException {
        clock.opened(sql);
    }

    /**
     * A process that was killed after a failed sync leaves a log that can be read, and of which the kernel takes for written what may
     * not be on the disk. So all of it is written once more, into the file, before anything is added; others are not waited for.
     */
    @Override
    public void afterOpening(Statements sql) throws SQLException {
        sql.only("PRAGMA wal_checkpoint(PASSIVE)", row -> row.number("busy"));
    }

    @Override
    public Instant now() {
        return clock.now();
    }

    @Override
    public String localised(String sql) {
        String local = sql;
        for (Map.Entry<String, String> word : WORDS.entrySet()) {
            local = local.replace(word.getKey(), word.getValue());
        }
        return local;
    }

    @Override
    public Reach reachOf(SQLException error) {
        return SqliteFaults.reachOf(error);
    }

    /** By a write, which waits for the right to write before anything is read that could be old by then. */
    @Override
    public boolean isSameStore(Statements sql, String name) throws SQLException {
        check(sql);
        return sql.update("UPDATE twotick_store SET last_number = last_number WHERE name = ?", name) == 1;
    }

    @Override
    public Companion accompany() {
        return new SqliteCompanion(Turnstile.at(file.turnstile()), new Checkpointer(this));
    }

    @Override
    public List<String> migrations() {
        return List.of("sqlite/V1__outbox.sql", "sqlite/V2__clock.sql", "sqlite/V3__token_key.sql");
    }

    @Override
    public String reason(SQLException error) {
        return SqliteFaults.reason(error, file);
    }
}
