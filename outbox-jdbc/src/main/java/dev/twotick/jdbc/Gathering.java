package dev.twotick.jdbc;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a transaction waits for letters before it begins. Whoever sends letter after letter is back a moment after the commit
 * that has just woken it, and where a transaction costs much, it pays to take all of them along instead of every other one. As many
 * are waited for as came the last time, and now and then for one more, which is how it grows; one that comes alone does not wait.
 * Used by one thread.
 */
final class Gathering {
    private static final int TRY_ONE_MORE = 8;

    private final long patience;
    private final LongSupplier ticks;
    private long end;
    private long expected;
    private int met;

    /**
     * Expects nobody.
     *
     * @param patience zero for never
     * @param ticks nanoseconds since some time
     */
    Gathering(Duration patience, LongSupplier ticks) {
        this.patience = patience.toNanos();
        this.ticks = ticks;
    }

    /** The first step of a transaction has come. */
    void begin() {
        end = ticks.getAsLong() + patience;
    }

    /** For how many nanoseconds to wait on, when so many letters have come; not positive when no longer. */
    long left(long letters) {
        return expected > 1 && letters < expected ? end - ticks.getAsLong() : 0;
    }

    /** So many letters are taken along. */
    void took(long letters) {
        met = letters < expected ? 0 : met + 1;
        boolean oneMore = letters == expected && met % TRY_ONE_MORE == 0;
        expected = oneMore ? letters + 1 : letters;
    }
}
