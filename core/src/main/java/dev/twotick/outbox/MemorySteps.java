package dev.twotick.outbox;

import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.Verdict;
import dev.twotick.letter.LetterId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Changes items of an outbox in memory, each with its event. Not thread-safe. */
final class MemorySteps {
    private final MemoryShelf shelf;
    private final MemoryLedger ledger;

    MemorySteps(MemoryShelf shelf, MemoryLedger ledger) {
        this.shelf = shelf;
        this.ledger = ledger;
    }

    /** Steps of a letter's items, and what the items become by them: computed, and not yet stored. */
    record Change(LetterId letter, List<Transition> steps, List<Item> after, Instant now) {}

    /**
     * Computes steps.
     *
     * @throws IllegalStateException when one is not legal
     */
    Change change(LetterId letter, List<Transition> steps, Instant now) {
        List<Item> after = steps.stream().map(step -> after(letter, step, now)).toList();
        return new Change(letter, steps, after, now);
    }

    private Item after(LetterId letter, Transition step, Instant now) {
        Item after = shelf.item(letter, step.item()).after(step, now);
        return step.type() == EventType.REQUEUED ? after.awaitingAnew(shelf.letter(letter), now) : after;
    }

    List<Event> store(Change change) {
        List<Event> events = new ArrayList<>();
        change.after().forEach(shelf::put);
        for (Transition step : change.steps()) {
            events.add(ledger.append(change.now(), change.letter(), step.item(), step.type(), step.facts()));
        }
        boolean submitted = change.steps().stream().anyMatch(step -> step.type() == EventType.SUBMITTED);
        if (submitted
                && shelf.letter(change.letter()).terms().sentCopy()
                && shelf.item(change.letter(), Item.SENT_COPY).state() == SentCopyState.NONE) {
            Transition due = Transition.to(Item.SENT_COPY, EventType.COPY_PENDING, Duration.ZERO, Map.of());
            events.addAll(store(change(change.letter(), List.of(due), change.now())));
        }
        return events;
    }

    /** Nothing when it is known, or about nobody. */
    List<Event> add(Evidence evidence, Instant now) {
        List<Evidence> known = ledger.evidence(evidence.letter(), evidence.recipient());
        boolean aboutNobody = evidence.recipient() == Item.SENT_COPY
                || shelf.findItem(evidence.letter(), evidence.recipient()).isEmpty();
        if (aboutNobody || known.stream().anyMatch(piece -> piece.id().equals(evidence.id()))) {
            return List.of();
        }
        List<Evidence> all = new ArrayList<>(known);
        all.add(evidence);
        Item before = shelf.item(evidence.letter(), evidence.recipient());
        Item after = shelf.put(before.judged(Verdict.of(all)));
        Map<Fact, String> facts = new EnumMap<>(Event.factsOf(evidence));
        facts.put(Fact.CONFIRMATION_BEFORE, before.proof().known().name());
        facts.put(Fact.CONFIRMATION, after.proof().known().name());
        return List.of(ledger.append(now, evidence.letter(), evidence.recipient(), EventType.EVIDENCE, facts));
    }
}
