package dev.twotick.outbox;

import dev.twotick.letter.Handling;
import java.util.Comparator;

/**
 * Where an item queues: beside those of the same tenant and rank that were tried before, or beside those that were not, and
 * behind those due longer. Lanes get their {@link Turns}.
 *
 * @param rank how often it gets a turn
 * @param retries whether its items were tried before: what piles up in an outage is due before every new letter
 * @param tenant whose letters
 */
public record Lane(Rank rank, boolean retries, String tenant) implements Comparable<Lane> {
    private static final Comparator<Lane> ORDER =
            Comparator.comparing(Lane::rank).thenComparing(Lane::retries).thenComparing(Lane::tenant);

    /** The ranks of priority. */
    public enum Rank {
        /** Priorities above 0: 8 turns in 13. */
        HIGH,
        /** Priority 0: 4 turns in 13. */
        USUAL,
        /** Priorities below 0: 1 turn in 13. */
        LOW
    }

    /**
     * The lane of a letter's items at its acceptance.
     *
     * @param handling how the letter is to be handled
     * @return their lane
     */
    public static Lane of(Handling handling) {
        return of(handling, false);
    }

    /**
     * The lane of an item as it is now.
     *
     * @param handling how its letter is to be handled
     * @param item the item
     * @return its lane
     */
    public static Lane of(Handling handling, Item item) {
        return of(handling, isRetry(item));
    }

    private static Lane of(Handling handling, boolean retries) {
        Rank rank = handling.priority() > 0 ? Rank.HIGH : handling.priority() < 0 ? Rank.LOW : Rank.USUAL;
        return new Lane(rank, retries, handling.tenant());
    }

    /**
     * Whether an item queues among those that were tried before.
     *
     * @param item the item
     * @return true as soon as an attempt counts
     */
    public static boolean isRetry(Item item) {
        return item.attempts() > 0;
    }

    @Override
    public int compareTo(Lane other) {
        return ORDER.compare(this, other);
    }
}
