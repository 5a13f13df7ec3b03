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

    /** Also in the middle of a transaction, which the server ends. */
    @Override
    void freeze(Node node) {
        node.freeze();
    }
}
