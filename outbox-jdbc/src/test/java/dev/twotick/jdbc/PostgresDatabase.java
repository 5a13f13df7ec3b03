package dev.twotick.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A fresh schema for each test, to be registered as an extension; as another program sees it, with plain SQL. */
final class PostgresDatabase implements BeforeEachCallback {
    private String url = "";

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        url = PostgresServer.of(context).schema();
    }

    String url() {
        return url;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    String ask(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            StringBuilder answer = new StringBuilder();
            while (result.next()) {
                answer.append(result.getString(1)).append('\n');
            }
            return answer.toString().strip();
        }
    }

    void change(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
