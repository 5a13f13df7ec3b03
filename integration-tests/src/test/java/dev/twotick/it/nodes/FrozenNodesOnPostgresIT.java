package dev.twotick.it.nodes;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;

class FrozenNodesOnPostgresIT extends FrozenNodes {
    @RegisterExtension
    private final PostgresSchema schema = new PostgresSchema();

    @Override
    String url(Path directory) {
        return schema.url();
    }
}
