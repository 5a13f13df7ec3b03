package dev.twotick.dispatch;

import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import java.util.List;
import java.util.Optional;

/**
 * What one submission carries: items of one lease that go together. Immutable.
 *
 * @param lease the lease
 * @param items some of its items
 * @param submission the transaction
 * @param nextRelay the rank of the first relay that it has not been tried with, from 0
 * @param last what came of the relay that was tried last, when there was one
 */
record Piece(Lease lease, List<Item> items, Submission submission, int nextRelay, Optional<Try> last) {

    /** A relay and what came of trying it. */
    record Try(Relay relay, SubmissionOutcome outcome) {}

    static Piece of(Lease lease, List<Item> items, Submission submission) {
        return new Piece(lease, items, submission, 0, Optional.empty());
    }

    /** The same after a relay failed it, for those of higher rank. */
    Piece failedOver(int rank, Try failed) {
        return new Piece(lease, items, submission, rank + 1, Optional.of(failed));
    }

    List<Integer> numbers() {
        return items.stream().map(Item::number).toList();
    }

    long octets() {
        return submission.content().size();
    }

    /** How much memory it keeps. */
    long held() {
        return submission.content().held();
    }
}
