package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.ItemState;
import dev.twotick.outbox.SentCopyState;
import dev.twotick.outbox.Transition;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stores steps of items, each with its event, and the one step that follows from others: the Sent copy's. */
final class Steps {
    private final Letters letters;

    Steps(Letters letters) {
        this.letters = letters;
    }

    /** The items that steps of a letter read: each its own, and the Sent copy's when it may follow. */
    static List<ItemKey> keys(LetterId letter, List<Transition> steps) {
        List<ItemKey> keys = new ArrayList<>();
        steps.forEach(step -> keys.add(new ItemKey(letter, step.item())));
        if (submits(steps)) {
            keys.add(new ItemKey(letter, Item.SENT_COPY));
        }
        return keys;
    }

    /** Every item must be there. */
    List<Event> take(Transaction tx, LetterId letter, List<Transition> steps) throws SQLException {
        List<Transition> all = new ArrayList<>(steps);
        if (submits(steps) && copyIsDue(tx, letter)) {
            all.add(Transition.to(Item.SENT_COPY, EventType.COPY_PENDING, Duration.ZERO, Map.of()));
        }
        List<Event> events = new ArrayList<>();
        for (Transition step : all) {
            Item item = tx.item(new ItemKey(letter, step.item())).orElseThrow();
            tx.put(after(tx, item, step));
            events.add(Ledger.append(tx, letter, step.item(), step.type(), step.facts()));
        }
        return events;
    }

    private Item after(Transaction tx, Item item, Transition step) throws SQLException {
        Item after = item.after(step, tx.now());
        if (step.type() != EventType.REQUEUED) {
            return after;
        }
        Optional<SealedLetter> letter = letters.find(tx, item.letter());
        return letter.map(of -> after.awaitingAnew(of, tx.now())).orElse(after);
    }

    /** Does a step on condition that the item stands in a certain state, whoever holds it. */
    Optional<List<Event>> settle(Transaction tx, LetterId letter, ItemState expected, Transition step)
            throws SQLException {
        boolean asExpected = tx.item(new ItemKey(letter, step.item()))
                .filter(item -> item.state() == expected)
                .isPresent();
        return asExpected ? Optional.of(take(tx, letter, List.of(step))) : Optional.empty();
    }

    private static boolean submits(List<Transition> steps) {
        return steps.stream().anyMatch(step -> step.type() == EventType.SUBMITTED);
    }

    /** The Sent copy's item is there only if a copy is wanted. */
    private static boolean copyIsDue(Transaction tx, LetterId letter) throws SQLException {
        return tx.item(new ItemKey(letter, Item.SENT_COPY))
                .filter(copy -> copy.state() == SentCopyState.NONE)
                .isPresent();
    }
}
