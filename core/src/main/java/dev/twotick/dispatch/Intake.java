package dev.twotick.dispatch;

import dev.twotick.confirmation.ConfirmationRequest;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Transition;
import dev.twotick.transport.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes pieces of leases, and ends at once what is not to be submitted: proven meanwhile, too old, or a danger to the worker. */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    /** After how many workers in a row that were lost with it a recipient is held. */
    private static final int MOST_LOST_WORKERS = 3;

    private final Ledger ledger;
    private final Outcomes outcomes;
    private final LeaseKeeper leases;
    private final TokenKeys keys;
    private final Lifetime lifetime;

    Intake(Ledger ledger, Outcomes outcomes, LeaseKeeper leases, TokenKeys keys, Lifetime lifetime) {
        this.ledger = ledger;
        this.outcomes = outcomes;
        this.leases = leases;
        this.keys = keys;
        this.lifetime = lifetime;
    }

    /** A letter that cannot even be prepared is left to its lease; each lost lease is counted. */
    List<Piece> pieces(List<Lease> taken) {
        List<Piece> pieces = new ArrayList<>();
        for (Lease lease : taken) {
            try {
                pieces.addAll(pieces(lease));
            } catch (RuntimeException | Error e) {
                LOG.error(
                        "letter {}: it cannot be prepared for submission; its lease runs out and decides what becomes of it",
                        lease.letter().id(),
                        e);
                leases.drop(lease);
            }
        }
        return pieces;
    }

    private List<Piece> pieces(Lease lease) {
        List<Item> open =
                lease.items().stream().filter(item -> !isSettled(lease, item)).toList();
        if (open.isEmpty()) {
            return List.of();
        }
        if (!ConfirmationRequest.oneByOne(lease.letter())) {
            return List.of(Piece.of(lease, open, submission(lease.letter(), open)));
        }
        return open.stream()
                .map(item -> Piece.of(lease, List.of(item), submission(lease.letter(), List.of(item))))
                .toList();
    }

    /** What was in doubt once may be proven while it waits; then nothing is submitted again. */
    private boolean isSettled(Lease lease, Item item) {
        Optional<Transition> end = proven(item).or(() -> poisonous(item)).or(() -> expired(lease, item));
        end.ifPresent(step -> ledger.record(lease, List.of(step)));
        return end.isPresent();
    }

    private Optional<Transition> proven(Item item) {
        Optional<String> proof = item.doubts() > 0 ? ledger.proof(item.letter(), item.number()) : Optional.empty();
        return proof.map(reason -> Transition.to(item.number(), EventType.SUBMITTED, Map.of(Fact.REASON, reason)));
    }

    /** Attempts are counted before anything else is done with a letter, so that one that kills its worker is found out. */
    private Optional<Transition> poisonous(Item item) {
        if (item.attempts() <= MOST_LOST_WORKERS
                || ledger.lostInARow(item.letter(), item.number()) < MOST_LOST_WORKERS) {
            return Optional.empty();
        }
        LOG.error(
                "letter {}: {} workers in a row were lost while they had recipient {}; it is held",
                item.letter(),
                MOST_LOST_WORKERS,
                item.number());
        String reason = MOST_LOST_WORKERS + " workers in a row were lost while they had it; it may be what ends them";
        return Optional.of(Transition.to(item.number(), EventType.HELD, Map.of(Fact.REASON, reason)));
    }

    private Optional<Transition> expired(Lease lease, Item item) {
        return lifetime.isOver(lease, item, Duration.ZERO) ? Optional.of(outcomes.expired(item)) : Optional.empty();
    }

    private Submission submission(SealedLetter letter, List<Item> items) {
        List<Integer> numbers = items.stream().map(Item::number).toList();
        Optional<ConfirmationRequest> request = ConfirmationRequest.of(letter, numbers, keys);
        return new Submission(
                letter.id(),
                Optional.of(request.map(ConfirmationRequest::reversePath)
                        .orElse(letter.envelope().sender())),
                numbers.stream()
                        .map(number -> new Submission.Recipient(
                                number, letter.envelope().recipients().get(number - 1)))
                        .toList(),
                letter.wire(),
                request.map(asked -> new Submission.DsnRequest(asked.envelopeId(), asked.success())),
                letter.terms().handling());
    }
}
