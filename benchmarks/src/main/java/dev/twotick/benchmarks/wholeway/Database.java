package dev.twotick.benchmarks.wholeway;

import dev.twotick.benchmarks.table.Options;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * A PostgreSQL server: one that is given, or one of our own with its data in a directory; durable as it is by default. Each
 * entrant gets a database of its own.
 */
final class Database implements AutoCloseable {
    private static final String USER = "postgres";

    private final Optional<EmbeddedPostgres> own;
    private final String server;
    private final String user;
    private final String password;

    private Database(Optional<EmbeddedPostgres> own, String server, String user, String password) {
        this.own = own;
        this.server = server;
        this.user = user;
        this.password = password;
    }

    /** Takes {@code postgres=jdbc:postgresql://host:port} with its user and password, or starts a server. */
    static Database open(Options options, Path directory) throws IOException {
        String given = options.text("postgres", "");
        if (!given.isEmpty()) {
            return new Database(
                    Optional.empty(),
                    given,
                    options.text("postgres-user", USER),
                    options.text("postgres-password", USER));
        }
        EmbeddedPostgres started = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("postgres"))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "4GB")
                .start();
        return new Database(Optional.of(started), "jdbc:postgresql://127.0.0.1:" + started.getPort(), USER, USER);
    }

    /** What a JVM is told so that it uses a fresh database. */
    Options fresh(Options options, String name) throws IOException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + name);
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IOException("no database " + name, e);
        }
        return options.with("outbox", server + "/" + name).with("user", user).with("password", password);
    }

    Connection connect(String name) throws SQLException {
        return DriverManager.getConnection(server + "/" + name, user, password);
    }

    String version() throws IOException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show server_version")) {
            row.next();
            return "PostgreSQL " + row.getString(1);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (own.isPresent()) {
            own.get().close();
        }
    }
}
