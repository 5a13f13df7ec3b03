package dev.twotick.it.nodes;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are killed, one after the other on the same outbox; some outboxes side by side, since a node's start takes longest. */
abstract class KilledNodes {
    private static final int OUTBOXES = 4;

    @TempDir
    Path directory;

    /** Of one more empty outbox. */
    abstract String url(Path directory) throws SQLException;

    /** How many nodes are killed. */
    abstract int kills();

    @Test
    void loseNothingAndDoubleNothingWithoutLeave() throws SQLException, InterruptedException, ExecutionException {
        List<Succession> successions = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(OUTBOXES);
        try {
            for (int i = 0; i < OUTBOXES; i++) {
                Path own = directory.resolve("outbox-" + i);
                successions.add(new Succession(own, url(own), i));
            }
            int each = (kills() + OUTBOXES - 1) / OUTBOXES;
            List<? extends Future<?>> ends = successions.stream()
                    .map(succession -> threads.submit(() -> succession.endure(each)))
                    .toList();
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
            successions.forEach(Succession::close);
        }
    }
}
