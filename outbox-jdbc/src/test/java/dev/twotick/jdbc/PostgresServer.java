package dev.twotick.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A PostgreSQL server for all tests of one run: one that is installed, named by the system property {@code twotick.postgresql}
 * ({@code jdbc:postgresql://host/database?user=…&password=…}, of a user who may make schemas), or else one that is started here
 * from the binaries on the class path. Each test has a schema of its own.
 */
final class PostgresServer implements AutoCloseable {
    private static final String INSTALLED = "twotick.postgresql";

    private final AtomicInteger schemas = new AtomicInteger();
    private final String url;
    private final Closeable server;

    private PostgresServer(String url, Closeable server) {
        this.url = url;
        this.server = server;
    }

    /** Whether it was started here, for the tests alone. */
    static boolean isOurs() {
        return System.getProperty(INSTALLED) == null;
    }

    /** The one server of this run, stopped when the run ends. */
    static PostgresServer of(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(PostgresServer.class, any -> start(), PostgresServer.class);
    }

    private static PostgresServer start() {
        String installed = System.getProperty(INSTALLED);
        if (installed != null) {
            return new PostgresServer(installed, () -> {});
        }
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    // an analysis holds back events while it runs
                    .setServerConfig("autovacuum", "off")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("fsync", "on")
                    .start();
            return new PostgresServer(server.getJdbcUrl("postgres", "postgres"), server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The URL of a fresh, empty schema. */
    String schema() throws SQLException {
        String name = "outbox_" + ProcessHandle.current().pid() + "_" + schemas.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + name);
        }
        return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + name;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
