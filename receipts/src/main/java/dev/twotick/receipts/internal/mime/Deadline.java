package dev.twotick.receipts.internal.mime;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Until when a mail may be read. The loops over its bytes, its lines and its recipients ask it, so that reading ends soon after
 * the time is over whatever the bytes are. The search for phrases and addresses does not: it goes a few times over a text that is
 * bounded, and each format that does so asks before it begins. Used by one thread.
 */
public final class Deadline {
    /** A look at the clock for so many steps, which are cheaper than it. */
    private static final int STEPS = 64;

    private final LongSupplier nanos;
    private final long start;
    private final long limit;
    private int steps;

    private Deadline(LongSupplier nanos, long limit) {
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.limit = limit;
    }

    /**
     * Begins now.
     *
     * @param time how long there is
     * @param nanos a clock that never goes back
     * @return the deadline
     */
    public static Deadline after(Duration time, LongSupplier nanos) {
        return new Deadline(nanos, time.toNanos());
    }

    /** For what is short in any case. */
    static Deadline none() {
        return new Deadline(() -> 0, Long.MAX_VALUE);
    }

    /**
     * To be called at each step of a loop.
     *
     * @throws OutOfTimeException when the time is over
     */
    public void step() {
        if (++steps % STEPS == 0) {
            check();
        }
    }

    /**
     * To be called before longer work.
     *
     * @throws OutOfTimeException when the time is over
     */
    public void check() {
        if (nanos.getAsLong() - start > limit) {
            throw new OutOfTimeException();
        }
    }
}
