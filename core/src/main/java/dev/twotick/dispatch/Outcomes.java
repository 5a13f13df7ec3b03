package dev.twotick.dispatch;

import dev.twotick.letter.Assurance.Reach;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Transition;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Reply;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what came of a piece into steps of its items, and has them recorded. Thread-safe. */
final class Outcomes {
    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

    /** How long a piece waits that no relay could be tried for; it is not an attempt. */
    private static final Duration UNTRIED = Duration.ofSeconds(1);

    /** At which submission in a row that broke on it a recipient is held. */
    private static final int MOST_BROKEN = 3;

    private final Ledger ledger;
    private final EngineOptions options;
    private final RetrySchedule schedule;
    private final Lifetime lifetime;

    Outcomes(Ledger ledger, EngineOptions options, RetrySchedule schedule, Lifetime lifetime) {
        this.ledger = ledger;
        this.options = options;
        this.schedule = schedule;
        this.lifetime = lifetime;
    }

    /** Records what the last relay came to. */
    void conclude(Piece piece, Piece.Try last) {
        Lease lease = piece.lease();
        if (last.outcome() instanceof Answered answered) {
            if (Throttling.isIn(answered)) {
                release(lease, piece.items(), "relay " + last.relay().name() + " asks for fewer letters");
            } else {
                ledger.record(lease, each(piece.items(), item -> step(lease, item, last.relay(), answered)));
            }
        } else if (last.outcome() instanceof SubmissionOutcome.RelayUnusable unusable) {
            release(lease, piece.items(), unusable.reason());
        } else {
            release(lease, piece.items(), "the submission was broken off before the last dot");
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

    /** Gives items back untried until it is their turn. */
    void putOff(Lease lease, List<Item> items, Duration pause, String reason) {
        ledger.record(
                lease,
                each(
                        items,
                        item -> Transition.to(item.number(), EventType.RELEASED, pause, Map.of(Fact.REASON, reason))));
    }

    /** Stops items until an operator decides. */
    void hold(Lease lease, List<Item> items, String reason) {
        ledger.record(
                lease, each(items, item -> Transition.to(item.number(), EventType.HELD, Map.of(Fact.REASON, reason))));
    }

    /** The end of what was not submitted in time. */
    Transition expired(Item item) {
        String reason = "it was not submitted within " + lifetime.length();
        return ended(item, EventType.EXPIRED, Map.of(Fact.REASON, reason));
    }

    private static List<Transition> each(List<Item> items, Function<Item, Transition> step) {
        return items.stream().map(step).toList();
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

    private Transition step(Lease lease, Item item, Relay relay, Answered answered) {
        RecipientOutcome outcome = answered.recipients().get(item.number());
        Map<Fact, String> facts = facts(lease, relay, answered);
        if (outcome instanceof RecipientOutcome.Submitted submitted) {
            return Transition.to(item.number(), EventType.SUBMITTED, took(facts, submitted));
        }
        if (outcome instanceof RecipientOutcome.Rejected rejected) {
            why(facts, rejected.reason(), rejected.reply());
            return ended(item, EventType.REJECTED, facts);
        }
        if (outcome instanceof RecipientOutcome.Deferred deferred) {
            why(facts, deferred.reason(), deferred.reply());
            return deferred(lease, item, facts);
        }
        if (outcome instanceof RecipientOutcome.Broken broken) {
            return broken(lease, item, facts, broken.reason());
        }
        facts.put(
                Fact.REASON,
                outcome instanceof RecipientOutcome.InDoubt doubt ? doubt.reason() : "no outcome is known");
        return Transition.to(item.number(), EventType.IN_DOUBT, Duration.ZERO, facts);
    }

    private static Map<Fact, String> facts(Lease lease, Relay relay, Answered answered) {
        Map<Fact, String> facts = new EnumMap<>(Fact.class);
        facts.put(Fact.RELAY, relay.name());
        facts.put(Fact.PHASE, answered.phase().name());
        answered.dsnOffered()
                .ifPresent(offered -> facts.put(Fact.CONFIRMATION_OFFERED, "" + isOffered(lease.letter(), offered)));
        if (!answered.notOffered().isEmpty()) {
            facts.put(Fact.NOT_OFFERED, String.join(" ", answered.notOffered()));
        }
        return facts;
    }

    private static Map<Fact, String> took(Map<Fact, String> facts, RecipientOutcome.Submitted submitted) {
        facts.put(Fact.REPLY, submitted.reply().toString());
        submitted.queueId().ifPresent(id -> facts.put(Fact.QUEUE_ID, id));
        return facts;
    }

    private static void why(Map<Fact, String> facts, String reason, Optional<Reply> reply) {
        facts.put(Fact.REASON, reason);
        reply.ifPresent(text -> facts.put(Fact.REPLY, text.toString()));
    }

    /** A few tries, since a store may have failed for a moment and a transport may be mended; then it may well be the letter. */
    private Transition broken(Lease lease, Item item, Map<Fact, String> facts, String reason) {
        facts.put(Fact.REASON, Ledger.BROKEN + reason);
        if (ledger.brokenInARow(item) + 1 < MOST_BROKEN) {
            return deferred(lease, item, facts);
        }
        LOG.error("letter {}: {} submissions in a row broke on it; it is held: {}", item.letter(), MOST_BROKEN, reason);
        facts.put(Fact.REASON, MOST_BROKEN + " submissions in a row broke on this letter: " + reason);
        return Transition.to(item.number(), EventType.HELD, facts);
    }

    private Transition deferred(Lease lease, Item item, Map<Fact, String> facts) {
        Duration pause = schedule.after(item.attempts());
        if (item.attempts() >= options.retries().attempts()) {
            return ended(item, EventType.EXPIRED, facts);
        }
        try {
            if (lifetime.isOver(lease, item, pause)) {
                return ended(item, EventType.EXPIRED, facts);
            }
            facts.put(Fact.DUE, ledger.outbox().now().plus(pause).toString());
        } catch (OutboxException e) {
            // what the relay said must be recorded all the same; its age is looked at again before the next attempt
            LOG.warn(
                    "letter {}: the outbox cannot say how old it is",
                    lease.letter().id(),
                    e);
        }
        return Transition.to(item.number(), EventType.DEFERRED, pause, facts);
    }

    /** The transport spoke after its submission had been given up: what a relay took is recorded all the same. */
    void late(Piece piece, Relay relay, Answered answered) {
        answered.recipients().forEach((number, outcome) -> {
            if (outcome instanceof RecipientOutcome.Submitted submitted) {
                Map<Fact, String> facts = took(facts(piece.lease(), relay, answered), submitted);
                ledger.record(piece.lease(), List.of(Transition.to(number, EventType.SUBMITTED, facts)));
            }
        });
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
