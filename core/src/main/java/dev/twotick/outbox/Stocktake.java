package dev.twotick.outbox;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How many recipients stand where, for gauges and health.
 *
 * @param submissions recipients by submission state; a state without any may be left out
 * @param unconfirmed submitted recipients whose proof was asked for and is not there, overdue ones included
 * @param oldestUnconfirmed when the letter of the oldest of them was accepted
 * @param overdue recipients whose deadline passed without proof
 * @param unmatched receipts that matched no letter
 */
public record Stocktake(
        Map<SubmissionState, Long> submissions,
        long unconfirmed,
        Optional<Instant> oldestUnconfirmed,
        long overdue,
        long unmatched) {
    /** Copies the map. */
    public Stocktake {
        submissions = Map.copyOf(submissions);
    }

    /**
     * The number of recipients in a state.
     *
     * @param state the state
     * @return 0 or more
     */
    public long in(SubmissionState state) {
        return submissions.getOrDefault(state, 0L);
    }
}
