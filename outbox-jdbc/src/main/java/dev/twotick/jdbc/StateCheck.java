package dev.twotick.jdbc;

import dev.twotick.jdbc.Transaction.Needs;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, once for each engine that starts, for items in states that no step leads to: being submitted by nobody, waiting for no
 * time, ended and leased. Nobody would ever take them up, or somebody would who must not. Another program, a restored backup or
 * a bug makes such rows. What can still be submitted is held, and says why; what has ended is only let go. Thread-safe.
 */
final class StateCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StateCheck.class);
    private static final int MOST = 1000;

    private static final String IMPOSSIBLE = """
            SELECT letter, number FROM twotick_item
            WHERE (state = 'SUBMITTING' AND leased_until IS NULL)
                OR (state IN ('QUEUED', 'DEFERRED', 'IN_DOUBT', 'PENDING')
                    AND leased_until IS NULL AND (due IS NULL OR ready_for IS NULL))
                OR (state IN ('SUBMITTED', 'REJECTED', 'HELD', 'EXPIRED', 'CANCELLED',
                        'NONE', 'FILED', 'FOUND', 'SKIPPED', 'FAILED')
                    AND (leased_until IS NOT NULL OR ready_for IS NOT NULL))
            LIMIT ?""";

    private final Transactions transactions;
    private final Steps steps;
    private final AtomicBoolean done = new AtomicBoolean();

    StateCheck(Transactions transactions, Steps steps) {
        this.transactions = transactions;
        this.steps = steps;
    }

    /** The first time, holds what it finds; later nothing. */
    List<Event> once() {
        if (!done.compareAndSet(false, true)) {
            return List.of();
        }
        try {
            List<ItemKey> found = transactions.read(
                    "check the states",
                    tx -> tx.list(
                            IMPOSSIBLE,
                            row -> new ItemKey(new LetterId(row.text("letter")), (int) row.number("number")),
                            MOST));
            return found.isEmpty()
                    ? List.of()
                    : transactions.write("hold what is in no legal state", Needs.items(found), tx -> mend(tx, found));
        } catch (RuntimeException e) {
            done.set(false);
            throw e;
        }
    }

    private List<Event> mend(Transaction tx, List<ItemKey> found) throws SQLException {
        List<Event> events = new ArrayList<>();
        for (ItemKey key : found) {
            Optional<Item> item = tx.item(key);
            if (item.isPresent()) {
                events.addAll(mend(tx, item.get()));
            }
        }
        return events;
    }

    private List<Event> mend(Transaction tx, Item item) throws SQLException {
        EventType end = item.number() == Item.SENT_COPY ? EventType.COPY_FAILED : EventType.HELD;
        String why = "its row said " + item.state().name() + " in a way that no step leads to"
                + (item.state() == SubmissionState.SUBMITTING ? "; a relay may have taken it" : "");
        LOG.error(
                "letter {}: recipient {} (0: the Sent copy) was in no legal state at the start: {}",
                item.letter(),
                item.number(),
                why);
        if (end.leadsTo().filter(item.state()::mayBecome).isEmpty()) {
            tx.put(item.freed(tx.now()));
            return List.of();
        }
        return steps.take(tx, item.letter(), List.of(Transition.to(item.number(), end, Map.of(Fact.REASON, why))));
    }
}
