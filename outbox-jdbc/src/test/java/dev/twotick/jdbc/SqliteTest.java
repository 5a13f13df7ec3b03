package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Retention;
import dev.twotick.outbox.Transition;
import dev.twotick.testkit.SettableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqliteTest {
    private static final int WEEKS = 8;
    private static final int LETTERS_A_WEEK = 25;

    @TempDir
    Path directory;

    private OutboxFile file;
    private Sqlite sqlite;

    @BeforeEach
    void open() {
        file = new OutboxFile(directory);
        sqlite = new Sqlite(new SqliteFile(file.path()), Duration.ofMillis(50), InstantSource.system());
        sqlite.prepare();
    }

    @Test
    void givesConnectionsThatSyncAtEveryCommit() throws SQLException {
        try (Connection connection = sqlite.connect()) {
            Statements sql = new Statements(connection, sqlite);
            assertThat(text(sql, "journal_mode", "journal_mode")).isEqualTo("wal");
            assertThat(text(sql, "synchronous", "synchronous")).isEqualTo("2");
            assertThat(text(sql, "busy_timeout", "timeout")).isEqualTo("50");
        }
    }

    private static String text(Statements sql, String pragma, String column) throws SQLException {
        return sql.only("PRAGMA " + pragma, row -> row.text(column));
    }

    @ParameterizedTest
    @ValueSource(strings = {"synchronous = NORMAL", "synchronous = OFF", "journal_mode = DELETE"})
    void refusesAConnectionThatWouldLoseLetters(String pragma) throws SQLException {
        try (Connection connection = sqlite.connect()) {
            Statements sql = new Statements(connection, sqlite);
            sql.execute("PRAGMA " + pragma);
            assertThatThrownBy(() -> sqlite.check(sql))
                    .isInstanceOf(OutboxException.class)
                    .hasMessageContaining(pragma.substring(0, pragma.indexOf(' ')));
        }
    }

    @Test
    void keepsAFewPagesOnlyForThoseThatDoNotWriteLetters() throws SQLException {
        try (Connection writing = sqlite.connect();
                Connection beside = sqlite.connectBeside();
                Connection reading = sqlite.readers().getDataSource().getConnection()) {
            assertThat(text(new Statements(writing, sqlite), "cache_size", "cache_size"))
                    .isEqualTo("-65536");
            for (Connection small : List.of(beside, reading)) {
                assertThat(text(new Statements(small, sqlite), "cache_size", "cache_size"))
                        .isEqualTo("-4096");
            }
        }
    }

    @Test
    void syncsLessOnlyWhenToldSo() throws SQLException {
        Sqlite careless =
                new Sqlite(new SqliteFile(file.path()), Sqlite.PATIENCE, SqliteClock.of(InstantSource.system()), true);
        try (Connection connection = careless.connect()) {
            assertThat(text(new Statements(connection, careless), "synchronous", "synchronous"))
                    .isEqualTo("1");
        }
    }

    @Test
    void copiesItsLogIntoTheFileWhileLettersGoOnComing() throws Exception {
        Samples samples = new Samples(1);
        Path log = directory.resolve("outbox.db-wal");
        try (Outbox outbox = JdbcOutbox.open(sqlite, true)) {
            for (int i = 0; i < 1200; i++) {
                outbox.accept(samples.letter(
                        Instant.EPOCH.plusMillis(i),
                        Optional.empty(),
                        List.of(EmailAddress.of("ann@customer.example")),
                        Samples.wire("x".repeat(60_000))));
            }
            assertThat(Files.size(log)).isLessThan(Files.size(file.path()));
        }
    }

    /** Weeks of letters that come, end and are removed, without VACUUM: their room is used again. */
    @Test
    void doesNotGrowWhenAsMuchIsRemovedAsComes() throws Exception {
        SettableClock clock = new SettableClock();
        Samples samples = new Samples(1);
        Retention retention = new Retention(Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(3));
        long early = 0;
        try (Outbox outbox = file.outbox(clock)) {
            for (int week = 1; week <= WEEKS; week++) {
                for (int i = 0; i < LETTERS_A_WEEK; i++) {
                    Optional<String> key = Optional.of("week-" + week + "-" + i);
                    outbox.accept(samples.letter(clock.instant(), key, Samples.ANN, Samples.wire("x".repeat(20_000))));
                }
                for (Lease lease : outbox.lease(Desk.SUBMISSION, 2 * LETTERS_A_WEEK, 1, Samples.TTL)) {
                    outbox.intend(lease, List.of(1));
                    outbox.record(lease, List.of(Transition.to(1, EventType.SUBMITTED, Map.of())));
                }
                clock.advance(Duration.ofDays(7));
                assertThat(outbox.markOverdue(LETTERS_A_WEEK)).hasSize(LETTERS_A_WEEK);
                for (Lease copy : outbox.lease(Desk.FILING, 2 * LETTERS_A_WEEK, 1, Samples.TTL)) {
                    outbox.record(copy, List.of(Transition.to(Item.SENT_COPY, EventType.COPY_FILED, Map.of())));
                }
                clock.advance(Duration.ofDays(7));
                while (outbox.purge(retention, LETTERS_A_WEEK) > 0) {
                    clock.advance(Duration.ofDays(7));
                }
                assertThat(file.ask("SELECT count(*) FROM twotick_idempotency")).isEqualTo("0");
                if (week == 3) {
                    early = sizeInAll();
                }
            }
            assertThat(sizeInAll()).isLessThanOrEqualTo(early + early / 10);
        }
    }

    /** The log included, after it was copied into the file. */
    private long sizeInAll() throws Exception {
        file.ask("PRAGMA wal_checkpoint(TRUNCATE)");
        return Files.size(file.path()) + Files.size(directory.resolve("outbox.db-wal"));
    }

    @Test
    void givesUpOnAnotherProcessAndWorksAgainWhenItIsGone() throws SQLException {
        try (Outbox outbox = JdbcOutbox.open(sqlite, true);
                Connection other = file.connect()) {
            Statements sql = new Statements(other, sqlite);
            sql.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> outbox.accept(new Samples(1).letter(Instant.EPOCH)))
                    .isInstanceOf(OutboxException.class)
                    .hasMessageStartingWith("cannot accept letter ")
                    .hasMessageContaining("another process has been holding " + file.path());
            assertThat(outbox.events(0, 1)).as("reading goes on meanwhile").isEmpty();

            sql.execute("ROLLBACK");
            outbox.accept(new Samples(1).letter(Instant.EPOCH));
            assertThat(outbox.events(0, 2)).hasSize(1);
        }
    }

    @Test
    void asLongAsTheLogCannotBeMadeSafeAfterAFaultNothingCanBeWritten() throws SQLException {
        JdbcOutbox.open(sqlite, true).close();
        try (Connection writing = sqlite.connect();
                Connection other = file.connect();
                Dialect.Companion companion = sqlite.accompany()) {
            Statements writer = new Statements(writing, sqlite);
            Statements reader = new Statements(other, sqlite);
            writer.execute("DELETE FROM twotick_watermark");
            writer.execute("INSERT INTO twotick_watermark (name, value) VALUES ('a', 'b')");
            reader.execute("BEGIN");
            reader.only("SELECT count(*) AS n FROM twotick_watermark", row -> row.number("n"));
            writer.execute("DELETE FROM twotick_watermark");

            assertThatThrownBy(() -> companion.afterFault(writer))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            busy -> assertThat(sqlite.reachOf(busy)).isEqualTo(Dialect.Reach.STORE));

            reader.execute("ROLLBACK");
            companion.afterFault(writer);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SQLITE_FULL, is full; make room",
        "SQLITE_READONLY_DIRECTORY, may not be written",
        "SQLITE_BUSY_SNAPSHOT, another process has been holding",
        "SQLITE_NOTADB, is not a SQLite database",
        "SQLITE_CORRUPT, is damaged",
        "SQLITE_CANTOPEN, cannot be opened",
        "SQLITE_IOERR_FSYNC, reported an error",
        "SQLITE_ERROR, SQLite refused it"
    })
    void saysWhatToLookAt(SQLiteErrorCode code, String words) {
        SQLException wrapped = new SQLException("pool", new SQLiteException("the driver's words", code));
        assertThat(sqlite.reason(wrapped))
                .contains(words)
                .contains(file.path().toString())
                .contains("the driver's words");
    }

    /** As one that was killed after a failed sync may leave it: it can be read, and is perhaps not on the disk. */
    @Test
    void writesALogThatItFindsIntoTheFile(@TempDir Path elsewhere) throws Exception {
        Path left = elsewhere.resolve("left.db");
        SealedLetter letter = new Samples(1).letter(Instant.EPOCH);
        try (Outbox outbox = JdbcOutbox.open(file.url())) {
            outbox.accept(letter);
            Files.copy(file.path(), left);
            Files.copy(Path.of(file.path() + "-wal"), Path.of(left + "-wal"));
        }
        Path alone = elsewhere.resolve("alone.db");
        try (Outbox outbox = JdbcOutbox.open("jdbc:sqlite:" + left)) {
            assertThat(outbox.find(letter.id())).isPresent();
            Files.copy(left, alone);
        }
        try (Outbox outbox = JdbcOutbox.open("jdbc:sqlite:" + alone)) {
            assertThat(outbox.find(letter.id())).isPresent();
        }
    }

    @Test
    void passesOnWhatIsNoErrorOfSqlite() {
        assertThat(sqlite.reason(new SQLException("pool is closed"))).startsWith("pool is closed");
    }
}
