package dev.twotick.jdbc;

import dev.twotick.outbox.Outbox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;

/** The file of an outbox as another program sees it, with plain SQL. */
final class OutboxFile {
    private final Path path;

    OutboxFile(Path directory) {
        path = directory.resolve("outbox.db");
    }

    Path path() {
        return path;
    }

    String url() {
        return "jdbc:sqlite:" + path;
    }

    Outbox outbox(InstantSource clock) {
        return JdbcOutbox.open(JdbcSettings.of(url()), clock);
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    void change(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    String ask(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            StringBuilder answer = new StringBuilder();
            while (result.next()) {
                answer.append(result.getString(result.getMetaData().getColumnCount()))
                        .append('\n');
            }
            return answer.toString().strip();
        }
    }
}
