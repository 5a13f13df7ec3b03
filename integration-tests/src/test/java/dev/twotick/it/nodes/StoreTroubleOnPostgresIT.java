package dev.twotick.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.twotick.jdbc.JdbcOutbox;
import dev.twotick.outbox.Outbox;
import dev.twotick.testkit.ScriptedSmtpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database that falls silent, is down, crashes, or has failed over to a server that may only be read. */
class StoreTroubleOnPostgresIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CRASHES = 3;

    @TempDir
    Path directory;

    @RegisterExtension
    private final PostgresSchema schema = new PostgresSchema();

    private final ScriptedSmtpServer server = ScriptedSmtpServer.start();
    private final Books books = new Books();
    private DatabaseLine line;

    /** What befalls the database. */
    enum Trouble {
        SILENT,
        DOWN,
        READ_ONLY
    }

    @BeforeEach
    void lay() {
        line = new DatabaseLine(schema.url());
    }

    @AfterEach
    void close() throws IOException, SQLException {
        end(Trouble.READ_ONLY);
        line.close();
        server.close();
    }

    private void begin(Trouble trouble) throws SQLException {
        switch (trouble) {
            case SILENT -> line.fallSilent();
            case DOWN -> line.goDown();
            case READ_ONLY -> {
                execute("ALTER ROLE CURRENT_USER SET default_transaction_read_only = on");
                line.cut();
            }
        }
    }

    private void end(Trouble trouble) throws SQLException {
        if (trouble == Trouble.READ_ONLY) {
            execute("ALTER ROLE CURRENT_USER RESET default_transaction_read_only");
            line.cut();
        }
        line.goOn();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(schema.url());
                Statement statement = connection.createStatement()) {
            statement.execute("SET default_transaction_read_only = off");
            statement.execute(sql);
        }
    }

    private Node node() {
        return Node.start(
                        directory,
                        Map.of(),
                        "outbox.url=" + line.url() + "&socketTimeout=2&connectTimeout=5&loginTimeout=5",
                        "relay.main.url=smtp://127.0.0.1:" + server.port())
                .open();
    }

    private void allIsWell(Node node) {
        books.insist(node);
        try (Outbox outbox = JdbcOutbox.open(schema.url())) {
            Books.awaitRest(outbox);
            books.agreeWith(outbox, server.letters());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsAcceptedOrBegunAndAfterwardsAllGoesOn(Trouble trouble) throws SQLException {
        try (Node node = node()) {
            books.send(node, "before");
            books.insist(node);
            await().atMost(PATIENCE).until(() -> server.letters().size() == 1);

            begin(trouble);
            books.send(node, "during-1");
            node.awaitWord("refused during-1");
            books.send(node, "during-2");
            node.awaitWord("refused during-2");
            assertThat(server.letters()).hasSize(1);

            end(trouble);
            allIsWell(node);
        }
    }

    @ParameterizedTest
    @EnumSource
    void lettersUnderWayAreNeitherLostNorDoubledWithoutLeave(Trouble trouble) throws SQLException {
        try (Node node = node()) {
            for (int i = 0; i < 40; i++) {
                books.send(node, "letter-" + i);
                if (i == 20) {
                    begin(trouble);
                    node.awaitWord("refused");
                }
            }
            end(trouble);
            allIsWell(node);
        }
    }

    /** The end of one of its processes in the middle of a transaction ends them all; the server comes back as after a crash. */
    @Test
    void aServerThatCrashesInMidCommitLosesNothingThatItHasPromised() throws SQLException {
        assumeTrue(PostgresSchema.isOurs(), "the server is not ours to crash");
        try (Node node = node()) {
            for (int crash = 0; crash < CRASHES; crash++) {
                for (int i = 0; i < 10; i++) {
                    books.send(node, "crash-" + crash + "-" + i);
                }
                long writing = awaitWriter();
                ProcessHandle.of(writing).orElseThrow().destroyForcibly();
                books.insist(node);
            }
            allIsWell(node);
        }
    }

    /** The process of the server that is writing for a node just now. */
    private long awaitWriter() throws SQLException {
        try (Connection connection = DriverManager.getConnection(schema.url());
                PreparedStatement question = connection.prepareStatement(
                        "SELECT pid FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()")) {
            return await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> writer(question), pid -> pid > 0);
        }
    }

    private static long writer(PreparedStatement question) throws SQLException {
        try (ResultSet found = question.executeQuery()) {
            return found.next() ? found.getLong(1) : 0;
        }
    }
}
