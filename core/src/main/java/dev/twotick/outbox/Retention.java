package dev.twotick.outbox;

import java.time.Duration;

/**
 * How long an outbox keeps what it no longer needs, counted from the letter's end ({@link Item#endOf}). A letter that has
 * not come to its end is kept for ever.
 *
 * @param bodies how long the bytes stay
 * @param letters how long envelope, ledger and evidence stay; claims that matched no letter stay as long
 * @param tombstones how long the idempotency key stays taken
 */
public record Retention(Duration bodies, Duration letters, Duration tombstones) {
    /** 30, 90 and 400 days. */
    public static final Retention USUAL = new Retention(Duration.ofDays(30), Duration.ofDays(90), Duration.ofDays(400));

    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException when one is negative, or shorter than the one before it
     */
    public Retention {
        if (bodies.isNegative() || letters.compareTo(bodies) < 0 || tombstones.compareTo(letters) < 0) {
            throw new IllegalArgumentException(
                    "bodies must be kept 0 or longer, letters at least as long as bodies, and"
                            + " tombstones at least as long as letters, not " + bodies + ", " + letters + " and "
                            + tombstones);
        }
    }
}
