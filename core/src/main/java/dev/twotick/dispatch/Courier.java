package dev.twotick.dispatch;

import dev.twotick.confirmation.ConfirmationRequest;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.letter.Assurance.Reach;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Transition;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries one piece of a lease to the first relay that takes it, and records what came of it. Fail-over to the next relay
 * happens only while the point of no return was not crossed. Thread-safe.
 */
final class Courier {
    /** How long a piece waits that no relay could be tried for; it is not an attempt. */
    private static final Duration UNTRIED = Duration.ofSeconds(1);

    private final Ledger ledger;
    private final List<Relay> relays;
    private final EngineOptions options;
    private final RetrySchedule schedule;
    private final TokenKeys keys;

    Courier(Ledger ledger, List<Relay> relays, EngineOptions options, RetrySchedule schedule, TokenKeys keys) {
        this.ledger = ledger;
        this.relays = relays;
        this.options = options;
        this.schedule = schedule;
        this.keys = keys;
    }

    /** A relay and what came of trying it. */
    private record Try(Relay relay, SubmissionOutcome outcome) {}

    void carry(Lease lease, List<Item> items) {
        if (isTooOld(lease)) {
            ledger.record(
                    lease,
                    same(
                            items,
                            EventType.EXPIRED,
                            "it was not submitted within " + options.retries().lifetime()));
            return;
        }
        Optional<Try> last = tryRelays(lease, items);
        if (last.isEmpty()) {
            ledger.record(lease, released(items, "no relay can be used just now"));
            return;
        }
        SubmissionOutcome outcome = last.get().outcome();
        List<Transition> steps;
        if (outcome instanceof SubmissionOutcome.Answered answered) {
            steps = items.stream()
                    .map(item -> step(lease, item, last.get().relay(), answered))
                    .toList();
        } else if (outcome instanceof SubmissionOutcome.RelayUnusable unusable) {
            steps = released(items, unusable.reason());
        } else {
            steps = released(items, "the submission was broken off before the last dot");
        }
        ledger.record(lease, steps);
    }

    private boolean isTooOld(Lease lease) {
        return Duration.between(lease.letter().acceptedAt(), lease.takenAt())
                        .compareTo(options.retries().lifetime())
                > 0;
    }

    private Optional<Try> tryRelays(Lease lease, List<Item> items) {
        Submission submission = submission(lease.letter(), items);
        List<Integer> numbers = items.stream().map(Item::number).toList();
        Optional<Try> last = Optional.empty();
        for (Relay relay : relays) {
            Gate gate = new Gate(() -> ledger.intend(lease, numbers));
            Optional<SubmissionOutcome> outcome = relay.submit(submission, gate);
            if (outcome.isPresent()) {
                last = Optional.of(new Try(relay, outcome.get()));
                if (gate.isCrossed() || !isWorthFailingOver(outcome.get())) {
                    return last;
                }
            }
        }
        return last;
    }

    private static boolean isWorthFailingOver(SubmissionOutcome outcome) {
        return outcome instanceof SubmissionOutcome.RelayUnusable
                || (outcome instanceof SubmissionOutcome.Answered answered && answered.relayAtFault());
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
                request.map(asked -> new Submission.DsnRequest(asked.envelopeId(), asked.success())));
    }

    private Transition step(Lease lease, Item item, Relay relay, SubmissionOutcome.Answered answered) {
        RecipientOutcome outcome = answered.recipients().get(item.number());
        Map<Fact, String> facts = new EnumMap<>(Fact.class);
        facts.put(Fact.RELAY, relay.name());
        facts.put(Fact.PHASE, answered.phase().name());
        answered.dsnOffered()
                .ifPresent(offered -> facts.put(Fact.CONFIRMATION_OFFERED, "" + isOffered(lease.letter(), offered)));
        if (outcome instanceof RecipientOutcome.Submitted submitted) {
            facts.put(Fact.REPLY, submitted.reply().toString());
            submitted.queueId().ifPresent(id -> facts.put(Fact.QUEUE_ID, id));
            return Transition.to(item.number(), EventType.SUBMITTED, facts);
        }
        if (outcome instanceof RecipientOutcome.Rejected rejected) {
            why(facts, rejected.reason(), rejected.reply());
            return Transition.to(item.number(), EventType.REJECTED, facts);
        }
        if (outcome instanceof RecipientOutcome.Deferred deferred) {
            why(facts, deferred.reason(), deferred.reply());
            return deferred(lease, item, facts);
        }
        facts.put(
                Fact.REASON,
                outcome instanceof RecipientOutcome.InDoubt doubt ? doubt.reason() : "no outcome is known");
        return Transition.to(item.number(), EventType.IN_DOUBT, Duration.ZERO, facts);
    }

    private static void why(Map<Fact, String> facts, String reason, Optional<Reply> reply) {
        facts.put(Fact.REASON, reason);
        reply.ifPresent(text -> facts.put(Fact.REPLY, text.toString()));
    }

    private Transition deferred(Lease lease, Item item, Map<Fact, String> facts) {
        Duration pause = schedule.after(item.attempts());
        boolean lastTry = item.attempts() >= options.retries().attempts();
        Duration age = Duration.between(lease.letter().acceptedAt(), lease.takenAt());
        if (lastTry || age.plus(pause).compareTo(options.retries().lifetime()) > 0) {
            return Transition.to(item.number(), EventType.EXPIRED, facts);
        }
        facts.put(Fact.DUE, ledger.outbox().now().plus(pause).toString());
        return Transition.to(item.number(), EventType.DEFERRED, pause, facts);
    }

    /** A display is notified to the one address in the header, so it proves something for a single recipient only. */
    private static boolean isOffered(SealedLetter letter, boolean dsnOffered) {
        if (letter.terms().receiptAddress().isEmpty()) {
            return false;
        }
        return letter.terms().assurance().reach() == Reach.DISPLAYED
                ? letter.envelope().recipients().size() == 1
                : dsnOffered;
    }

    private static List<Transition> released(List<Item> items, String reason) {
        List<Transition> steps = new ArrayList<>();
        items.forEach(item ->
                steps.add(Transition.to(item.number(), EventType.RELEASED, UNTRIED, Map.of(Fact.REASON, reason))));
        return steps;
    }

    private static List<Transition> same(List<Item> items, EventType type, String reason) {
        List<Transition> steps = new ArrayList<>();
        items.forEach(item -> steps.add(Transition.to(item.number(), type, Map.of(Fact.REASON, reason))));
        return steps;
    }
}
