package dev.twotick.benchmarks.wholeway;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.twotick.benchmarks.table.Options;
import javax.sql.DataSource;

/** The peers' connections to PostgreSQL. */
final class Pool {
    private static final int CONNECTIONS = 20;

    private Pool() {}

    static DataSource of(Options options) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(options.text("outbox", ""));
        config.setUsername(options.text("user", ""));
        config.setPassword(options.text("password", ""));
        config.setMaximumPoolSize(CONNECTIONS);
        return new HikariDataSource(config);
    }
}
