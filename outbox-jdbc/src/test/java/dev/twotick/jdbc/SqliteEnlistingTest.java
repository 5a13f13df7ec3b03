package dev.twotick.jdbc;

import dev.twotick.outbox.Outbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;

class SqliteEnlistingTest extends EnlistingContract {
    @TempDir
    Path directory;

    @Override
    Outbox openOutbox() {
        return JdbcOutbox.open(new OutboxFile(directory).url());
    }

    @Override
    String url() {
        return new OutboxFile(directory).url();
    }

    @Override
    Connection connect() throws SQLException {
        return new OutboxFile(directory).connect();
    }

    @Override
    Connection connectElsewhere() throws SQLException {
        try {
            OutboxFile other = new OutboxFile(Files.createDirectory(directory.resolve("other")));
            JdbcOutbox.open(other.url()).close();
            Connection connection = other.connect();
            try (var statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
            }
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
