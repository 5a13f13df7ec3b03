package dev.twotick.jdbc;

import dev.twotick.outbox.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the claims of a desk stopped in each lane. An old transaction keeps PostgreSQL from clearing the head of an index, and
 * each claim would walk over everything that was claimed since. So, when looking at all lanes from their start has become slow, it
 * is done rarely, and in between claims begin a little before the place where the last one stopped. Used by one thread.
 */
final class Floors {
    /** What is due earlier may come later by so much: clocks differ, and commits take their time. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private static final long FAST = Duration.ofMillis(5).toNanos();
    private static final int SLOW_LOOKS = 3;
    private static final int REST = 50;
    private static final long LONGEST_REST = Duration.ofSeconds(5).toNanos();
    private static final int MOST_LANES = 1000;

    private final boolean used;
    private final Set<Lane> known;
    private final Map<Lane, Long> reached = new HashMap<>();
    private int slowLooks;
    private long lookAgain = System.nanoTime();

    private Floors(boolean used, Set<Lane> known) {
        this.used = used;
        this.known = known;
    }

    /** For a store whose indexes are clean at once. */
    static Floors none() {
        return new Floors(false, Set.of());
    }

    /** For the lanes that this process knows; those of its first retries, or that only others use, are met when all are looked at. */
    static Floors remembered(Set<Lane> known) {
        return new Floors(true, known);
    }

    /** Whether to begin where the last claim stopped, in the lanes that are known. */
    boolean relyOn() {
        return slowLooks >= SLOW_LOOKS && known.size() <= MOST_LANES && System.nanoTime() - lookAgain < 0;
    }

    /** All lanes were looked at from their start; in the others nothing is due. */
    void looked(List<Lane> due, Instant now, long nanos) {
        if (!used) {
            return;
        }
        known.addAll(due);
        reached.clear();
        known.forEach(lane -> reached.put(lane, now.minus(MARGIN).toEpochMilli()));
        due.forEach(reached::remove);
        slowLooks = nanos > FAST ? slowLooks + 1 : 0;
        lookAgain = System.nanoTime() + Math.min(REST * nanos, LONGEST_REST);
    }

    Collection<Lane> lanes() {
        return List.copyOf(known);
    }

    /** The time from which on a lane is to be looked at. */
    long of(Lane lane) {
        return reached.getOrDefault(lane, Long.MIN_VALUE);
    }

    void raise(Lane lane, long due) {
        if (used) {
            reached.put(lane, Math.max(of(lane), due - MARGIN.toMillis()));
        }
    }
}
