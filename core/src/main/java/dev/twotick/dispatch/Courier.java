package dev.twotick.dispatch;

import dev.twotick.confirmation.ConfirmationRequest;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.letter.Assurance.Reach;
import dev.twotick.letter.LetterId;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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
        List<Item> open =
                items.stream().filter(item -> !settledByProof(lease, item)).toList();
        if (open.isEmpty()) {
            return;
        }
        if (isTooOld(lease)) {
            String reason = "it was not submitted within " + options.retries().lifetime();
            ledger.record(lease, each(open, item -> ended(item, EventType.EXPIRED, Map.of(Fact.REASON, reason))));
            return;
        }
        Optional<Try> last = tryRelays(lease, open);
        if (last.isEmpty()) {
            release(lease, open, "no relay can be used just now");
            return;
        }
        SubmissionOutcome outcome = last.get().outcome();
        if (outcome instanceof SubmissionOutcome.Answered answered) {
            ledger.record(lease, each(open, item -> step(lease, item, last.get().relay(), answered)));
        } else if (outcome instanceof SubmissionOutcome.RelayUnusable unusable) {
            release(lease, open, unusable.reason());
        } else {
            release(lease, open, "the submission was broken off before the last dot");
        }
    }

    /** Gives items back untried; a letter with one try only has had it. */
    void release(Lease lease, List<Item> items, String reason) {
        boolean lastTry = options.retries().attempts() == 1;
        ledger.record(
                lease,
                each(
                        items,
                        item -> lastTry
                                ? ended(item, EventType.EXPIRED, Map.of(Fact.REASON, reason))
                                : Transition.to(
                                        item.number(), EventType.RELEASED, UNTRIED, Map.of(Fact.REASON, reason))));
    }

    private static List<Transition> each(List<Item> items, Function<Item, Transition> step) {
        return items.stream().map(step).toList();
    }

    /** What was in doubt once may be proven while it waits; then nothing is submitted again. */
    private boolean settledByProof(Lease lease, Item item) {
        Optional<String> proof = item.doubts() > 0 ? ledger.proof(item.letter(), item.number()) : Optional.empty();
        proof.ifPresent(reason -> ledger.record(
                lease, List.of(Transition.to(item.number(), EventType.SUBMITTED, Map.of(Fact.REASON, reason)))));
        return proof.isPresent();
    }

    /** After a doubt nobody knows whether an earlier submission was taken: then an end is held, not told as a failure. */
    private static Transition ended(Item item, EventType end, Map<Fact, String> facts) {
        if (item.doubts() == 0) {
            return Transition.to(item.number(), end, facts);
        }
        Map<Fact, String> held = new EnumMap<>(Fact.class);
        held.putAll(facts);
        held.put(
                Fact.REASON,
                "an earlier submission is still in doubt, and now: "
                        + facts.getOrDefault(Fact.REPLY, facts.getOrDefault(Fact.REASON, end.name())));
        return Transition.to(item.number(), EventType.HELD, held);
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
            Optional<SubmissionOutcome> outcome = relay.submit(
                    submission, gate, answered -> late(lease.letter().id(), relay, answered));
            if (outcome.isPresent()) {
                last = Optional.of(new Try(relay, outcome.get()));
            }
            boolean goOn = outcome.map(Courier::isWorthFailingOver).orElse(relay.isAway());
            if (gate.isCrossed() || !goOn) {
                return last;
            }
        }
        return last;
    }

    /** The transport spoke after the time limiter had given up on it: what it was given is recorded all the same. */
    private void late(LetterId letter, Relay relay, SubmissionOutcome.Answered answered) {
        answered.recipients().forEach((number, outcome) -> {
            if (outcome instanceof RecipientOutcome.Submitted submitted) {
                Map<Fact, String> facts = new EnumMap<>(Fact.class);
                facts.put(Fact.RELAY, relay.name());
                took(facts, submitted);
                ledger.settleLate(letter, number, facts);
            }
        });
    }

    private static void took(Map<Fact, String> facts, RecipientOutcome.Submitted submitted) {
        facts.put(Fact.REPLY, submitted.reply().toString());
        submitted.queueId().ifPresent(id -> facts.put(Fact.QUEUE_ID, id));
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
                request.map(asked -> new Submission.DsnRequest(asked.envelopeId(), asked.success())),
                letter.terms().handling());
    }

    private Transition step(Lease lease, Item item, Relay relay, SubmissionOutcome.Answered answered) {
        RecipientOutcome outcome = answered.recipients().get(item.number());
        Map<Fact, String> facts = new EnumMap<>(Fact.class);
        facts.put(Fact.RELAY, relay.name());
        facts.put(Fact.PHASE, answered.phase().name());
        answered.dsnOffered()
                .ifPresent(offered -> facts.put(Fact.CONFIRMATION_OFFERED, "" + isOffered(lease.letter(), offered)));
        if (!answered.notOffered().isEmpty()) {
            facts.put(Fact.NOT_OFFERED, String.join(" ", answered.notOffered()));
        }
        if (outcome instanceof RecipientOutcome.Submitted submitted) {
            took(facts, submitted);
            return Transition.to(item.number(), EventType.SUBMITTED, facts);
        }
        if (outcome instanceof RecipientOutcome.Rejected rejected) {
            why(facts, rejected.reason(), rejected.reply());
            return ended(item, EventType.REJECTED, facts);
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
            return ended(item, EventType.EXPIRED, facts);
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
}
