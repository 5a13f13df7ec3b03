package dev.twotick.outbox;

import dev.twotick.letter.Handling;
import java.util.Comparator;

/**
 * Where an item queues: beside those of the same tenant and rank, behind those due longer. Lanes get their {@link Turns}.
 *
 * @param rank how often it gets a turn
 * @param tenant whose letters
 */
public record Lane(Rank rank, String tenant) implements Comparable<Lane> {
    private static final Comparator<Lane> ORDER =
            Comparator.comparing(Lane::rank).thenComparing(Lane::tenant);

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
     * The lane of a letter's items.
     *
     * @param handling how the letter is to be handled
     * @return its lane
     */
    public static Lane of(Handling handling) {
        Rank rank = handling.priority() > 0 ? Rank.HIGH : handling.priority() < 0 ? Rank.LOW : Rank.USUAL;
        return new Lane(rank, handling.tenant());
    }

    @Override
    public int compareTo(Lane other) {
        return ORDER.compare(this, other);
    }
}
