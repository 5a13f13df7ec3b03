package dev.twotick.outbox;

import dev.twotick.letter.SealedLetter;
import java.time.Instant;
import java.util.List;

/**
 * The right to work on some items of one letter, until it ends or is given back. Every write of its holder names its fence,
 * and is refused once somebody else has taken the items over.
 *
 * @param fence the lease's number, never given twice
 * @param desk the desk that took it
 * @param letter the letter
 * @param items the items as leased
 * @param takenAt when, by the outbox's clock
 */
public record Lease(long fence, Desk desk, SealedLetter letter, List<Item> items, Instant takenAt) {
    /** Copies the items. */
    public Lease {
        items = List.copyOf(items);
    }
}
