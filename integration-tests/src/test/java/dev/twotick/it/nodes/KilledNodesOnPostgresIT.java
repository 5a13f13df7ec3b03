package dev.twotick.it.nodes;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More nodes: {@code -Dtwotick.kills=1000}. */
class KilledNodesOnPostgresIT extends KilledNodes {
    @RegisterExtension
    private final PostgresSchema schema = new PostgresSchema();

    @Override
    String url(Path directory) throws SQLException {
        return schema.another();
    }

    @Override
    int kills() {
        return Integer.getInteger("twotick.kills", 24);
    }
}
