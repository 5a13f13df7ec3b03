package dev.twotick.dispatch;

import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Letters whose last worker was lost while it had them. One of them may be what ended it, so this process begins one at a time:
 * the others are given back before that, durably, so that they are not lost with it. Used by one thread.
 */
final class Suspects {
    private static final Duration APART = Duration.ofMillis(100);
    private static final String REASON =
            "a worker was lost while it had it, and it waits until others of which that is true were tried alone";

    private final Ledger ledger;
    private final Outcomes outcomes;
    private final LeaseKeeper leases;
    private Optional<Lease> begun = Optional.empty();
    private int waiting;

    /** What is to be submitted under a lease. */
    record Candidate(Lease lease, List<Item> open) {}

    Suspects(Ledger ledger, Outcomes outcomes, LeaseKeeper leases) {
        this.ledger = ledger;
        this.outcomes = outcomes;
        this.leases = leases;
    }

    /** The one that is to be begun now, when none is under way; the others come back after one another. */
    Optional<Candidate> choose(List<Candidate> candidates) {
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        if (begun.filter(leases::keeps).isPresent()) {
            candidates.forEach(this::putOff);
            return Optional.empty();
        }
        waiting = 0;
        Candidate first = candidates.get(0);
        candidates.subList(1, candidates.size()).forEach(this::putOff);
        if (!ledger.writeNow()) {
            putOff(first);
            return Optional.empty();
        }
        begun = Optional.of(first.lease());
        return Optional.of(first);
    }

    private void putOff(Candidate candidate) {
        waiting++;
        outcomes.putOff(candidate.lease(), candidate.open(), APART.multipliedBy(waiting), REASON);
    }
}
