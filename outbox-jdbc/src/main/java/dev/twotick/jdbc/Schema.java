package dev.twotick.jdbc;

import dev.twotick.outbox.OutboxException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the tables up to the version that this code knows, step by numbered step, and refuses what a newer one made. */
final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final int TRIES = 60;
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private Schema() {}

    /**
     * Makes sure that the tables are those that this code knows.
     *
     * @param migrate whether to change them; false: somebody else runs the files
     */
    static void prepare(Statements sql, Dialect dialect, boolean migrate) throws SQLException {
        int tries = TRIES;
        while (!isPrepared(sql, dialect, migrate, tries)) {
            if (tries == TRIES) {
                LOG.warn(
                        "the tables of {} are to be changed, and somebody uses them; tried again for some minutes, look for"
                                + " a transaction that is open",
                        dialect.place());
            }
            tries--;
            LockSupport.parkNanos(PAUSE);
        }
    }

    /** False when a change has to wait for others; nothing is done then. */
    private static boolean isPrepared(Statements sql, Dialect dialect, boolean migrate, int tries) throws SQLException {
        sql.execute(dialect.beginning());
        dialect.lockSchema(sql);
        int known = dialect.migrations().size();
        long found = version(sql);
        if (found > known) {
            throw new OutboxException(dialect.place() + " has the schema " + found
                    + ", which a newer version of Twotick made; this version knows schemas up to " + known
                    + ": run the newer version, or restore a backup from before the upgrade");
        }
        if (found < known && !migrate) {
            throw new OutboxException(dialect.place() + " has the schema " + found + ", and outbox.migrate is off; run "
                    + dialect.migrations().subList((int) found, known) + " from the jar's folder dev/twotick/jdbc");
        }
        try {
            migrate(sql, dialect, (int) found);
        } catch (SQLException e) {
            if (tries <= 1 || !dialect.isLockWait(e)) {
                throw e;
            }
            sql.execute("ROLLBACK");
            return false;
        }
        dialect.opened(sql);
        sql.execute("COMMIT");
        dialect.afterOpening(sql);
        sql.release();
        return true;
    }

    private static void migrate(Statements sql, Dialect dialect, int found) throws SQLException {
        int known = dialect.migrations().size();
        Optional<String> first = dialect.beforeMigration().filter(any -> found < known);
        if (first.isPresent()) {
            sql.execute(first.get());
        }
        for (int version = found + 1; version <= known; version++) {
            for (String statement : statements(dialect.migrations().get(version - 1))) {
                sql.execute(statement);
            }
        }
    }

    /** By reading only: whoever uses tables that others look after may have no right to make any. */
    private static long version(Statements sql) throws SQLException {
        boolean made = sql.first("{schema version table}", row -> true).isPresent();
        return made
                ? sql.only(
                        "SELECT coalesce(max(version), 0) AS version FROM twotick_schema_version",
                        row -> row.number("version"))
                : 0;
    }

    /** A statement ends with a semicolon at the end of a line. */
    private static List<String> statements(String resource) {
        List<String> statements = new ArrayList<>();
        for (String part : read(resource).split(";\n", -1)) {
            if (!part.isBlank()) {
                statements.add(part.strip());
            }
        }
        return statements;
    }

    private static String read(String resource) {
        try (InputStream in = Schema.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the migration " + resource + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the migration " + resource + " cannot be read", e);
        }
    }
}
