package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Acceptance.Accepted;
import dev.twotick.outbox.Acceptance.Known;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for letters in the caller's own transaction, whatever the database. */
abstract class EnlistingContract {
    private final Samples samples = new Samples(1);
    Outbox outbox;

    abstract Outbox openOutbox() throws SQLException;

    abstract Connection connect() throws SQLException;

    abstract Connection connectElsewhere() throws SQLException;

    abstract String url();

    @BeforeEach
    void open() throws SQLException {
        outbox = openOutbox();
    }

    @AfterEach
    void close() {
        outbox.close();
    }

    private Connection begin() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private SealedLetter letter() {
        return samples.letter(outbox.now());
    }

    @Test
    void isThereOnceTheCallerCommits() throws SQLException {
        SealedLetter letter = letter();
        try (Connection connection = begin()) {
            run(connection, "CREATE TABLE invoice (number INTEGER)");
            run(connection, "INSERT INTO invoice VALUES (4711)");

            Acceptance acceptance = outbox.accept(letter, JdbcEnlistment.of(connection));

            assertThat(acceptance).isInstanceOf(Accepted.class);
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(outbox.find(letter.id())).isEmpty();
            assertThat(outbox.events(0, 10)).isEmpty();
            connection.commit();
            assertThat(outbox.events(0, 10)).isEqualTo(((Accepted) acceptance).events());
        }
        assertThat(outbox.find(letter.id())).isPresent();
        assertThat(outbox.lease(Desk.SUBMISSION, 10, 10, Samples.TTL)).hasSize(1);
    }

    @Test
    void isNotThereWhenTheCallerRollsBack() throws SQLException {
        SealedLetter letter = samples.letter(
                outbox.now(),
                Optional.of("invoice-1"),
                List.of(EmailAddress.of("ann@customer.example")),
                Samples.wire("Invoice"));
        try (Connection connection = begin()) {
            assertThat(outbox.accept(letter, JdbcEnlistment.of(connection))).isInstanceOf(Accepted.class);
            connection.rollback();
        }

        assertThat(outbox.find(letter.id())).isEmpty();
        assertThat(outbox.events(0, 10)).isEmpty();
        assertThat(outbox.lease(Desk.SUBMISSION, 10, 10, Samples.TTL)).isEmpty();
        assertThat(outbox.accept(letter)).as("its key is free").isInstanceOf(Accepted.class);
    }

    @Test
    void aConnectionFromAPoolWillDo() throws SQLException {
        SealedLetter kept = letter();
        SealedLetter dropped = letter();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setMaximumPoolSize(1);
        config.setAutoCommit(false);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            try (Connection connection = pool.getConnection()) {
                outbox.accept(dropped, JdbcEnlistment.of(connection));
                connection.rollback();
            }
            try (Connection connection = pool.getConnection()) {
                outbox.accept(kept, JdbcEnlistment.of(connection));
                connection.commit();
            }
        }

        assertThat(outbox.find(dropped.id())).isEmpty();
        assertThat(outbox.find(kept.id())).isPresent();
    }

    @Test
    void severalLettersOfOneTransactionComeTogetherWithNumbersThatRise() throws SQLException {
        List<Event> written = new ArrayList<>();
        try (Connection connection = begin()) {
            for (int i = 0; i < 3; i++) {
                Acceptance acceptance = outbox.accept(letter(), JdbcEnlistment.of(connection));
                written.addAll(((Accepted) acceptance).events());
            }
            connection.commit();
        }
        outbox.accept(letter());

        assertThat(outbox.events(0, 10)).hasSize(4).startsWith(written.toArray(new Event[0]));
        assertThat(outbox.events(0, 10)).extracting(Event::seq).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void knowsTheKeysOfLettersBefore() throws SQLException {
        SealedLetter first = samples.letter(
                outbox.now(),
                Optional.of("invoice-1"),
                List.of(EmailAddress.of("ann@customer.example")),
                Samples.wire("Invoice"));
        outbox.accept(first);
        SealedLetter again = samples.letter(
                outbox.now(), first.key(), List.of(EmailAddress.of("ann@customer.example")), Samples.wire("Invoice"));
        try (Connection connection = begin()) {
            assertThat(outbox.accept(again, JdbcEnlistment.of(connection))).isEqualTo(new Known(first.id()));
            connection.commit();
        }
        assertThat(outbox.find(again.id())).isEmpty();
    }

    @Test
    void aBigLetterIsWhole() throws Exception {
        byte[] wire = Samples.wire("x".repeat(3 * Chunk.MOST));
        SealedLetter big =
                samples.letter(outbox.now(), Optional.empty(), List.of(EmailAddress.of("ann@customer.example")), wire);
        try (Connection connection = begin()) {
            outbox.accept(big, JdbcEnlistment.of(connection));
            connection.commit();
        }
        try (InputStream in =
                outbox.find(big.id()).orElseThrow().letter().wire().open()) {
            assertThat(in.readAllBytes()).isEqualTo(wire);
        }
    }

    @Test
    void needsATransaction() throws SQLException {
        SealedLetter letter = letter();
        try (Connection connection = connect()) {
            assertThatThrownBy(() -> outbox.accept(letter, JdbcEnlistment.of(connection)))
                    .isInstanceOf(OutboxException.class)
                    .hasMessageContaining("auto-commit")
                    .hasMessageContaining("setAutoCommit(false)");
        }
        assertThat(outbox.find(letter.id())).isEmpty();
    }

    @Test
    void needsTheSameDatabase() throws SQLException {
        SealedLetter letter = letter();
        try (Connection connection = connectElsewhere()) {
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> outbox.accept(letter, JdbcEnlistment.of(connection)))
                    .isInstanceOf(OutboxException.class)
                    .hasMessageContaining("leads to another database");
            connection.rollback();
        }
    }
}
