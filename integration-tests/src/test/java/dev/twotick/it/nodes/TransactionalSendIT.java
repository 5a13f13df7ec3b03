package dev.twotick.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.jdbc.JdbcEnlistment;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.ScriptedSmtpServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A letter in the caller's own transaction, seen from the relay: it is submitted if that was committed, and never if it was not. */
class TransactionalSendIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @RegisterExtension
    private final PostgresSchema schema = new PostgresSchema();

    private final ScriptedSmtpServer server = ScriptedSmtpServer.start();

    /** Where the caller and the outbox keep what they have. */
    enum Store {
        SQLITE,
        POSTGRESQL
    }

    /** How a transaction ends without a commit. */
    enum End {
        ROLLBACK,
        CLOSED_CONNECTION
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String url(Store store) {
        return store == Store.SQLITE ? "jdbc:sqlite:" + directory.resolve("outbox.db") : schema.url();
    }

    private Twotick open(Store store) {
        return Twotick.builder()
                .set("outbox.url", url(store))
                .set("relay.main.url", "smtp://127.0.0.1:" + server.port())
                .set("relay.main.starttls", "off-i-accept-clear-text")
                .set("dispatch.poll", "20ms")
                .build();
    }

    private Connection begin(Store store) throws SQLException {
        Connection connection = DriverManager.getConnection(url(store));
        connection.setAutoCommit(false);
        return connection;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Letter invoice(String number) {
        return Letter.from("billing@corp.example")
                .to("ann@customer.example")
                .subject(number)
                .text("Please pay.")
                .build()
                .key(number);
    }

    private static void awaitTick(Tracking tracking) throws Exception {
        assertThat(tracking.submitted()
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .recipients())
                .allMatch(one -> one.submission() == SubmissionState.SUBMITTED);
    }

    private List<String> submitted() {
        return server.received().stream()
                .map(letter -> letter.header("Subject"))
                .flatMap(Optional::stream)
                .toList();
    }

    private static long invoices(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM invoice")) {
            count.next();
            return count.getLong(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isSubmittedOnceTheCallerHasCommitted(Store store) throws Exception {
        try (Twotick post = open(store);
                Connection connection = begin(store)) {
            run(connection, "CREATE TABLE invoice (number INTEGER)");
            connection.commit();
            run(connection, "INSERT INTO invoice VALUES (1)");
            Tracking one = post.send(invoice("1"), Assurance.submitted(), JdbcEnlistment.of(connection));
            run(connection, "INSERT INTO invoice VALUES (2)");
            Tracking two = post.send(invoice("2"), Assurance.submitted(), JdbcEnlistment.of(connection));
            assertThat(post.track(one.id())).as("nobody else sees it").isEmpty();
            connection.commit();

            awaitTick(one);
            awaitTick(two);
            assertThat(submitted()).containsExactlyInAnyOrder("1", "2");
            assertThat(invoices(connection)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"SQLITE,ROLLBACK", "SQLITE,CLOSED_CONNECTION", "POSTGRESQL,ROLLBACK", "POSTGRESQL,CLOSED_CONNECTION"})
    void isNeverSubmittedWhenTheCallerHasNot(Store store, End end) throws Exception {
        try (Twotick post = open(store)) {
            try (Connection connection = begin(store)) {
                post.send(invoice("undone"), Assurance.submitted(), JdbcEnlistment.of(connection));
                if (end == End.ROLLBACK) {
                    connection.rollback();
                }
            }
            // those that come after it go, so it would have gone by then
            for (String later : List.of("later-1", "later-2")) {
                awaitTick(post.send(invoice(later), Assurance.submitted()));
            }
            assertThat(submitted()).containsExactly("later-1", "later-2");

            awaitTick(post.send(invoice("undone"), Assurance.submitted()));
            assertThat(submitted()).as("its key was free").endsWith("undone").hasSize(3);
        }
    }
}
