package dev.twotick.dispatch;

import java.time.Duration;
import java.time.Instant;

/**
 * How many claims that match no letter are kept: enough to look into what went wrong, and not all that somebody floods the place
 * with. Thread-safe.
 */
final class UnmatchedQuota {
    /** In an hour, from one source. */
    static final int MOST = 1000;

    private static final Duration PERIOD = Duration.ofHours(1);

    private Instant began = Instant.EPOCH;
    private int spent;

    /** What becomes of one more. */
    enum Place {
        KEPT,
        /** The first that is not kept: to be told once. */
        FIRST_DROPPED,
        DROPPED
    }

    synchronized Place next(Instant now) {
        if (Duration.between(began, now).abs().compareTo(PERIOD) > 0) {
            began = now;
            spent = 0;
        }
        spent = Math.min(spent + 1, MOST + 2);
        if (spent <= MOST) {
            return Place.KEPT;
        }
        return spent == MOST + 1 ? Place.FIRST_DROPPED : Place.DROPPED;
    }
}
