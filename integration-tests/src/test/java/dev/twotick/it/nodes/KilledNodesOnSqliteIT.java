package dev.twotick.it.nodes;

import java.nio.file.Path;

/** More nodes: {@code -Dtwotick.kills=1000}. */
class KilledNodesOnSqliteIT extends KilledNodes {
    @Override
    String url(Path directory) {
        return "jdbc:sqlite:" + directory.resolve("outbox.db");
    }

    @Override
    int rounds() {
        return Integer.getInteger("twotick.kills", 100);
    }
}
