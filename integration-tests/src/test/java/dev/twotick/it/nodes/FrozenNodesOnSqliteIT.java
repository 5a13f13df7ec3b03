package dev.twotick.it.nodes;

import java.nio.file.Path;

class FrozenNodesOnSqliteIT extends FrozenNodes {
    @Override
    String url(Path directory) {
        return "jdbc:sqlite:" + directory.resolve("outbox.db");
    }
}
