package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
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
    private Steps() {}

    static List<Event> take(Transaction tx, LetterId letter, List<Transition> steps) throws SQLException {
        List<Transition> all = new ArrayList<>(steps);
        if (submits(steps)) {
            copyDue(tx, letter).ifPresent(all::add);
        }
        List<Event> events = new ArrayList<>();
        for (Transition step : all) {
            Item item = Items.find(tx, letter, step.item()).orElseThrow();
            Items.update(tx, item.after(step, tx.now()));
            events.add(Ledger.append(tx, letter, step.item(), step.type(), step.facts()));
        }
        return events;
    }

    /** Does a step on condition that the item stands in a certain state, whoever holds it. */
    static Optional<List<Event>> settle(Transaction tx, LetterId letter, ItemState expected, Transition step)
            throws SQLException {
        boolean asExpected = Items.find(tx, letter, step.item())
                .filter(item -> item.state() == expected)
                .isPresent();
        return asExpected ? Optional.of(take(tx, letter, List.of(step))) : Optional.empty();
    }

    private static boolean submits(List<Transition> steps) {
        return steps.stream().anyMatch(step -> step.type() == EventType.SUBMITTED);
    }

    /** The step that makes the Sent copy due, if one is wanted and it was not so before. */
    private static Optional<Transition> copyDue(Transaction tx, LetterId letter) throws SQLException {
        boolean waits = Letters.wantsSentCopy(tx, letter)
                && Items.find(tx, letter, Item.SENT_COPY)
                        .filter(copy -> copy.state() == SentCopyState.NONE)
                        .isPresent();
        return waits
                ? Optional.of(Transition.to(Item.SENT_COPY, EventType.COPY_PENDING, Duration.ZERO, Map.of()))
                : Optional.empty();
    }
}
