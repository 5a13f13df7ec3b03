package dev.twotick.it.nodes;

import java.nio.file.Path;

/** More nodes: {@code -Dtwotick.kills=1000}. */
class KilledNodesOnSqliteIT extends KilledNodes {
    @Override
    String url(Path directory) {
        return "jdbc:sqlite:" + directory + ".db";
    }

    @Override
    int kills() {
        return Integer.getInteger("twotick.kills", 120);
    }
}
