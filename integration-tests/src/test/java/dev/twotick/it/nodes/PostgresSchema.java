package dev.twotick.it.nodes;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An empty PostgreSQL schema for each test, and more of them on request: on the server that {@code
 * -Dtwotick.postgresql=jdbc:postgresql://…} names, or else on one that is started from the binaries on the class path.
 */
final class PostgresSchema implements BeforeEachCallback {
    private static final String GIVEN = "twotick.postgresql";

    private String server = "";
    private String url = "";
    private int made;

    /** The one server of this run, stopped when the run ends. */
    private record Server(String url, EmbeddedPostgres embedded) implements AutoCloseable {
        static Server start() {
            try {
                EmbeddedPostgres embedded = EmbeddedPostgres.builder()
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .start();
                return new Server(embedded.getJdbcUrl("postgres", "postgres"), embedded);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            embedded.close();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        String given = System.getProperty(GIVEN);
        server = given != null
                ? given
                : context.getRoot()
                        .getStore(ExtensionContext.Namespace.GLOBAL)
                        .getOrComputeIfAbsent(Server.class, any -> Server.start(), Server.class)
                        .url();
        made = 0;
        url = another();
    }

    /** Whether the server was started here, for the tests alone. */
    static boolean isOurs() {
        return System.getProperty(GIVEN) == null;
    }

    /** The URL of the test's first schema. */
    String url() {
        return url;
    }

    /** The URL of one more, which is empty too. */
    String another() throws SQLException {
        // two JVMs may test on one server
        String name = "nodes_" + ProcessHandle.current().pid() + "_" + made++;
        try (Connection connection = DriverManager.getConnection(server);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS " + name + " CASCADE");
            statement.execute("CREATE SCHEMA " + name);
        }
        return server + (server.contains("?") ? "&" : "?") + "currentSchema=" + name;
    }
}
