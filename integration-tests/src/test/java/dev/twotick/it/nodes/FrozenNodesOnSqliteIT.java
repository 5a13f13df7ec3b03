package dev.twotick.it.nodes;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

class FrozenNodesOnSqliteIT extends FrozenNodes {
    private static final int PATIENCE_MILLIS = 60_000;

    @Override
    String url(Path directory) {
        return "jdbc:sqlite:" + directory.resolve("outbox.db");
    }

    /**
     * Not while it writes, since the lock of whoever is stopped then is nobody's to take before it goes on or dies: the right to
     * write is taken here, so that the node may be about to write and has not begun.
     */
    @Override
    void freeze(Node node) {
        try (Connection connection = DriverManager.getConnection(url(directory));
                Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA busy_timeout = " + PATIENCE_MILLIS);
            sql.execute("BEGIN IMMEDIATE");
            node.freeze();
            sql.execute("ROLLBACK");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
