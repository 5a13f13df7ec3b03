package dev.twotick.it.nodes;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More nodes: {@code -Dtwotick.kills=1000}. */
class KilledNodesOnPostgresIT extends KilledNodes {
    @RegisterExtension
    private final PostgresSchema schema = new PostgresSchema();

    @Override
    String url(Path directory) {
        return schema.url();
    }

    @Override
    int rounds() {
        return Integer.getInteger("twotick.kills", 24);
    }
}
