package dev.twotick.jdbc;

import dev.twotick.outbox.Outbox;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresEnlistingTest extends EnlistingContract {
    @RegisterExtension
    final PostgresDatabase database = new PostgresDatabase();

    @RegisterExtension
    final PostgresDatabase other = new PostgresDatabase();

    @Override
    Outbox openOutbox() {
        return JdbcOutbox.open(database.url());
    }

    @Override
    String url() {
        return database.url();
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection(database.url());
    }

    @Override
    Connection connectElsewhere() throws SQLException {
        JdbcOutbox.open(other.url()).close();
        return DriverManager.getConnection(other.url());
    }
}
