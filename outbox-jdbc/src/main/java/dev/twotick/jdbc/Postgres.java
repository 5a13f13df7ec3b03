package dev.twotick.jdbc;

import com.zaxxer.hikari.HikariConfig;
import dev.twotick.outbox.Lane;
import dev.twotick.outbox.OutboxException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL: one database that several nodes share, by its clock. */
final class Postgres implements Dialect {
    private static final int READERS = 4;
    private static final int CONNECT_SECONDS = 10;
    /** Longer than the server lets a statement run. */
    private static final int SOCKET_SECONDS = 40;

    /** About what a sender needs to come back after a commit; measured, half or twice as long is worth less. */
    private static final Duration GATHERING = Duration.ofNanos(500_000);

    private static final String SCHEMA_LOCK = "SELECT pg_advisory_xact_lock(8389754676633367404)";

    /** With fresh tables the planner takes the queue for small, and joins and scans where it should go by index. */
    private static final List<String> SESSION = List.of(
            "SET default_transaction_isolation = 'read committed'",
            "SET enable_hashjoin = off",
            "SET enable_mergejoin = off",
            "SET enable_seqscan = off",
            "SET jit = off",
            "SET lock_timeout = '5s'",
            "SET statement_timeout = '30s'",
            "SET idle_in_transaction_session_timeout = '60s'");

    /** The signs keep the planner from going through everything that is due in search of one letter's items. */
    private static final String READY_ITEMS = """
            SELECT i.* FROM json_array_elements_text(?::json) AS k (id) CROSS JOIN LATERAL (
                SELECT * FROM twotick_item AS r WHERE r.letter = k.id AND r.ready_for || '' = ? AND r.due + 0 <= ?
                ORDER BY r.due, r.number LIMIT ? FOR UPDATE SKIP LOCKED) AS i""";

    private static final String KEEP_KEYS = """
            SELECT p.one AS tenant, p.two AS key FROM {pairs} AS p
            WHERE NOT pg_try_advisory_xact_lock(hashtextextended(p.one || ' ' || p.two, 4711))""";

    private static final Map<String, String> WORDS = Map.of(
            "{among texts}", "= ANY (ARRAY(SELECT json_array_elements_text(?::json)))",
            "{pairs}", "(SELECT j ->> 0 AS one, j ->> 1 AS two FROM json_array_elements(?::json) AS a (j))",
            "{keys}", "(SELECT j ->> 0 AS letter, (j ->> 1)::int AS number FROM json_array_elements(?::json) AS a (j))",
            "{skip locked}", "FOR UPDATE SKIP LOCKED",
            "{lock item}", "FOR UPDATE OF item",
            "{last number}",
                    "SELECT coalesce(max(seq), 0) AS last FROM twotick_event WHERE seq < " + PostgresNumbers.FIRST_OPEN,
            "{first open number}", PostgresNumbers.FIRST_OPEN,
            "{ready items}", READY_ITEMS,
            "{schema version table}", "SELECT 1 WHERE to_regclass('twotick_schema_version') IS NOT NULL");

    private final PostgresArrays arrays = new PostgresArrays();
    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final PostgresClock clock;
    private final boolean acceptsLostLetters;

    Postgres(JdbcSettings settings, PostgresClock clock) {
        this.clock = clock;
        this.acceptsLostLetters = settings.acceptsLostLetters();
        try {
            source.setUrl(settings.url());
        } catch (IllegalArgumentException e) {
            throw new OutboxException("the outbox's URL is none; write it as jdbc:postgresql://host:5432/database", e);
        }
        settings.user().ifPresent(source::setUser);
        settings.password().ifPresent(source::setPassword);
        source.setApplicationName("twotick-outbox");
        // what the URL says goes before
        if (!settings.url().contains("connectTimeout=")) {
            source.setConnectTimeout(CONNECT_SECONDS);
        }
        if (source.getLoginTimeout() == 0) {
            source.setLoginTimeout(CONNECT_SECONDS);
        }
        if (source.getSocketTimeout() == 0) {
            source.setSocketTimeout(SOCKET_SECONDS);
        }
        source.setTcpKeepAlive(true);
        source.setPrepareThreshold(1);
    }

    @Override
    public String place() {
        return "the database " + source.getDatabaseName() + " on " + String.join(",", source.getServerNames());
    }

    @Override
    public void prepare() {
        // the database is made by who runs the server
    }

    @Override
    public Connection connect() throws SQLException {
        Connection connection = source.getConnection();
        try {
            Statements sql = new Statements(connection, this);
            for (String setting : SESSION) {
                sql.execute(setting);
            }
            check(sql);
            sql.only(PostgresNumbers.TIME, row -> clock.told(row.instant("now")));
            sql.release();
            // the driver then sends BEGIN together with the first statement
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Checks what durability rests on.
     *
     * @throws OutboxException when the connection does not have it
     */
    void check(Statements sql) throws SQLException {
        if (!acceptsLostLetters) {
            demand(sql, "synchronous_commit", "ALTER ROLE … SET synchronous_commit = on mends it");
            demand(sql, "fsync", "correct postgresql.conf");
            demand(sql, "full_page_writes", "correct postgresql.conf");
        }
    }

    private void demand(Statements sql, String setting, String cure) throws SQLException {
        String found = sql.only("SELECT current_setting('" + setting + "') AS value", row -> row.text("value"));
        if (found.equals("off")) {
            throw new OutboxException(
                    place() + " has " + setting + " = off, so that accepted letters would be lost when the"
                            + " power fails; " + cure + ", or set outbox.synchronous = off-i-accept-lost-letters");
        }
    }

    @Override
    public HikariConfig readers() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("outbox-readers");
        config.setDataSource(source);
        config.setMaximumPoolSize(READERS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT_SECONDS * 1000L);
        // the writer has been here already; a fault that comes later is told by the read that meets it
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(String.join("; ", SESSION));
        return config;
    }

    @Override
    public Transaction beginReading(Statements sql) throws SQLException {
        sql.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        return new Transaction(sql, now(), PostgresNumbers.none(), Known.nothing(sql));
    }

    @Override
    public Transaction begin(Statements sql, Known known) throws SQLException {
        List<Transaction> begun = new ArrayList<>(1);
        List<Question> questions = new ArrayList<>();
        questions.add(Question.of(PostgresNumbers.BEGIN, row -> begun.add(begun(sql, row, known))));
        questions.addAll(known.questions());
        sql.read(questions);
        return begun.get(0);
    }

    private Transaction begun(Statements sql, Row row, Known known) throws SQLException {
        return new Transaction(sql, clock.told(row.instant("now")), PostgresNumbers.from(row.number("first")), known);
    }

    @Override
    public Transaction join(Statements sql) throws SQLException {
        return sql.only(PostgresNumbers.JOIN, row -> begun(sql, row, Known.nothing(sql)));
    }

    @Override
    public String beginning() {
        return "SET LOCAL lock_timeout = '30s'";
    }

    /** Whatever needs the table queues behind a change that waits for a reader of it. */
    @Override
    public Optional<String> beforeMigration() {
        return Optional.of("SET LOCAL lock_timeout = '1s'");
    }

    @Override
    public boolean isLockWait(SQLException error) {
        return PostgresFaults.isLockWait(error);
    }

    @Override
    public boolean isOutdated(SQLException error) {
        return PostgresFaults.isOutdated(error);
    }

    @Override
    public Optional<String> impatience() {
        return Optional.of("SET LOCAL lock_timeout = '200ms'");
    }

    @Override
    public void lockSchema(Statements sql) throws SQLException {
        sql.list(SCHEMA_LOCK, row -> row);
    }

    /** In another cluster, into which a backup was restored, transaction ids may begin below those of the events. */
    @Override
    public void opened(Statements sql) throws SQLException {
        sql.update(PostgresNumbers.RISE);
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
    public List<String> migrations() {
        return List.of("postgresql/V1__outbox.sql", "postgresql/V2__token_key.sql");
    }

    @Override
    public String reason(SQLException error) {
        return PostgresFaults.reason(error, place());
    }

    @Override
    public Reach reachOf(SQLException error) {
        return PostgresFaults.reachOf(error);
    }

    @Override
    public boolean isSameStore(Statements sql, String name) throws SQLException {
        check(sql);
        return sql.first("SELECT 1 FROM twotick_store WHERE name = ?", row -> true, name)
                .isPresent();
    }

    /** To wait for whoever keeps a key would have all other steps wait too; a caller's transaction may be open for long. */
    @Override
    public Optional<String> keepingKeys() {
        return Optional.of(KEEP_KEYS);
    }

    @Override
    public Optional<PostgresArrays> arrays() {
        return Optional.of(arrays);
    }

    @Override
    public Duration gathering() {
        return GATHERING;
    }

    @Override
    public Floors floors(Set<Lane> known) {
        return Floors.remembered(known);
    }

    @Override
    public Companion accompany() {
        return new Companion() {};
    }
}
