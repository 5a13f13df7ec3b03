package dev.twotick.dispatch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Watches the batches that run, and gives up those that take too long. */
final class Overseer implements Clerk {
    private final Set<Batch> running = ConcurrentHashMap.newKeySet();

    void begun(Batch batch) {
        running.add(batch);
    }

    void ended(Batch batch) {
        running.remove(batch);
    }

    @Override
    public String name() {
        return "overseer";
    }

    @Override
    public int work() {
        for (Batch batch : running) {
            if (batch.giveUpWhenOver()) {
                batch.relay().timedOut();
            }
        }
        return 0;
    }

    /** Gives up everything that runs, since this process ends. */
    void breakOff() {
        running.forEach(batch -> batch.giveUp("it was broken off, since this process ends", false));
    }
}
