package dev.twotick.jdbc;

import dev.twotick.outbox.Lane;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the claims of a desk stopped in each lane. An old transaction keeps PostgreSQL from clearing the head of an index, and
 * each claim would walk over everything that was claimed since. So, as soon as looking at all lanes from their start is slow, it is
 * done rarely, and in between claims begin a little before the place where the last one stopped. Used by one thread.
 */
final class Floors {
    /** What is due earlier may come later by so much: clocks differ, and commits take their time. */
    private static final long MARGIN_MILLIS = 1000;

    private static final long FAST = Duration.ofMillis(5).toNanos();
    private static final int REST = 50;
    private static final long LONGEST_REST = Duration.ofSeconds(30).toNanos();

    private final boolean used;
    private final Map<Lane, Long> reached = new HashMap<>();
    private long lookAgain = System.nanoTime();

    private Floors(boolean used) {
        this.used = used;
    }

    /** For a store whose indexes are clean at once. */
    static Floors none() {
        return new Floors(false);
    }

    static Floors remembered() {
        return new Floors(true);
    }

    /** Whether to begin where the last claim stopped, in the lanes that are known. */
    boolean relyOn() {
        return used && System.nanoTime() - lookAgain < 0;
    }

    /** All lanes were looked at from their start. */
    void looked(List<Lane> due, long nanos) {
        if (used) {
            reached.keySet().retainAll(due);
            due.forEach(lane -> reached.put(lane, Long.MIN_VALUE));
            lookAgain = System.nanoTime() + (nanos > FAST ? Math.min(REST * nanos, LONGEST_REST) : 0);
        }
    }

    Collection<Lane> lanes() {
        return List.copyOf(reached.keySet());
    }

    /** The time from which on a lane is to be looked at. */
    long of(Lane lane) {
        return reached.getOrDefault(lane, Long.MIN_VALUE);
    }

    void raise(Lane lane, long due) {
        if (used) {
            reached.put(lane, Math.max(of(lane), due - MARGIN_MILLIS));
        }
    }
}
