package dev.twotick.dispatch;

import dev.twotick.confirmation.ConfirmationRequest;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.OutboxException;
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

    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

    private final Ledger ledger;
    private final Outcomes outcomes;
    private final LeaseKeeper leases;
    private final TokenKeys keys;
    private final Lifetime lifetime;
    private final Suspects suspects;
    private final LetterShelf.Failures failures = new LetterShelf.Failures();

    Intake(Ledger ledger, Outcomes outcomes, LeaseKeeper leases, TokenKeys keys, Lifetime lifetime) {
        this.ledger = ledger;
        this.outcomes = outcomes;
        this.leases = leases;
        this.keys = keys;
        this.lifetime = lifetime;
        this.suspects = new Suspects(ledger, outcomes, leases);
    }

    /** What could not be prepared for a fault of its own is left to its lease; each lost lease is counted. */
    List<Piece> pieces(List<Lease> taken) {
        List<Piece> pieces = new ArrayList<>();
        List<Suspects.Candidate> suspected = new ArrayList<>();
        for (Lease lease : taken) {
            guarded(lease, () -> {
                Map<Integer, Integer> lost = ledger.lostInARow(lease);
                List<Item> open = open(lease, lost);
                if (open.stream().anyMatch(item -> lost.containsKey(item.number()))) {
                    suspected.add(new Suspects.Candidate(lease, open));
                } else {
                    pieces.addAll(pieces(lease, open));
                }
            });
        }
        suspects.choose(suspected)
                .ifPresent(one -> guarded(one.lease(), () -> pieces.addAll(pieces(one.lease(), one.open()))));
        return pieces;
    }

    private void guarded(Lease lease, Runnable preparation) {
        LetterId letter = lease.letter().id();
        try {
            preparation.run();
            failures.forget(letter);
        } catch (OutboxException e) {
            giveBack(lease, e);
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "letter {}: it cannot be prepared for submission; its lease runs out and decides what becomes of it",
                    letter,
                    e);
            leases.drop(lease);
        }
    }

    /** Trouble with the store is no letter's fault, unless the store answers otherwise again and again. */
    private void giveBack(Lease lease, OutboxException e) {
        LetterId letter = lease.letter().id();
        LOG.warn("letter {}: it cannot be prepared for submission, since the outbox does not answer", letter, e);
        if (ledger.answers() && failures.isOwnFault(letter)) {
            outcomes.hold(lease, lease.items(), "what the outbox keeps of it cannot be read: " + e.getMessage());
        } else {
            outcomes.putOff(lease, lease.items(), AFTER_TROUBLE, "the outbox could not be read: " + e.getMessage());
        }
    }

    private List<Item> open(Lease lease, Map<Integer, Integer> lost) {
        return lease.items().stream()
                .filter(item -> !isSettled(lease, item, lost.getOrDefault(item.number(), 0)))
                .toList();
    }

    private List<Piece> pieces(Lease lease, List<Item> open) {
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
    private boolean isSettled(Lease lease, Item item, int lost) {
        Optional<Transition> end = proven(item).or(() -> poisonous(item, lost)).or(() -> expired(lease, item));
        end.ifPresent(step -> ledger.record(lease, List.of(step)));
        return end.isPresent();
    }

    private Optional<Transition> proven(Item item) {
        Optional<String> proof = item.doubts() > 0 ? ledger.proof(item.letter(), item.number()) : Optional.empty();
        return proof.map(reason -> Transition.to(item.number(), EventType.SUBMITTED, Map.of(Fact.REASON, reason)));
    }

    /** Attempts are counted before anything else is done with a letter, so that one that kills its worker is found out. */
    private static Optional<Transition> poisonous(Item item, int lost) {
        if (lost < MOST_LOST_WORKERS) {
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
