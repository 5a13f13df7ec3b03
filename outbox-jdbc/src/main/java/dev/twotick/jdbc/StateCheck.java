package dev.twotick.jdbc;

import dev.twotick.jdbc.Transaction.Needs;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, once for each engine that starts, for items in states that no step leads to: being submitted by nobody, waiting for no
 * time, ended and leased. Nobody would ever take them up, or somebody would who must not. Another program, a restored backup or
 * a bug makes such rows. What can still be submitted is held, and says why; what has ended is only let go. It goes through all
 * items page by page, so that a ledger of any size neither makes the start wait nor anything else. Thread-safe.
 */
final class StateCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StateCheck.class);
    private static final int PAGE = 10_000;
    private static final int MOST_AT_ONCE = 500;
    private static final long PAUSE = Duration.ofSeconds(30).toNanos();

    private static final String WRONG = """
            WITH page AS MATERIALIZED (
                SELECT letter, number, state, leased_until, due, ready_for FROM twotick_item
                WHERE (letter, number) > (?, ?) ORDER BY letter, number LIMIT ?)
            SELECT letter, number, 1 AS wrong FROM page
            WHERE (state = 'SUBMITTING' AND leased_until IS NULL)
                OR (state IN ('QUEUED', 'DEFERRED', 'IN_DOUBT', 'PENDING')
                    AND leased_until IS NULL AND (due IS NULL OR ready_for IS NULL))
                OR (state IN ('SUBMITTED', 'REJECTED', 'HELD', 'EXPIRED', 'CANCELLED',
                        'NONE', 'FILED', 'FOUND', 'SKIPPED', 'FAILED')
                    AND (leased_until IS NOT NULL OR ready_for IS NOT NULL))
            UNION ALL
            SELECT letter, number, 0 AS wrong FROM (
                SELECT letter, number FROM page ORDER BY letter DESC, number DESC LIMIT 1) AS last""";

    private final Transactions transactions;
    private final Steps steps;
    private final ReentrantLock checking = new ReentrantLock();
    private Optional<Place> reached = Optional.of(new Place("", 0));
    private long notBefore = System.nanoTime();

    /** An item in the order of their keys, which need not be readable. */
    private record Place(String letter, long number) {}

    /** An item, and whether it is in no legal state; else it is the last of its page. */
    private record Found(Place place, boolean wrong) {}

    StateCheck(Transactions transactions, Steps steps) {
        this.transactions = transactions;
        this.steps = steps;
    }

    /** Looks at the next page, unless all were looked at, and holds what it finds. */
    List<Event> next() {
        if (!checking.tryLock()) {
            return List.of();
        }
        try {
            return reached.isEmpty() || System.nanoTime() - notBefore < 0 ? List.of() : next(reached.get());
        } catch (OutboxException e) {
            // there is other housekeeping that must not wait for it
            LOG.warn("the states of the items could not be looked at; it is tried again", e);
            notBefore = System.nanoTime() + PAUSE;
            return List.of();
        } finally {
            checking.unlock();
        }
    }

    private List<Event> next(Place after) {
        List<Found> page = transactions.read(
                "look at the states",
                tx -> tx.list(
                        WRONG,
                        row -> new Found(new Place(row.text("letter"), row.number("number")), row.number("wrong") != 0),
                        after.letter(),
                        after.number(),
                        PAGE));
        List<ItemKey> wrong = page.stream()
                .filter(Found::wrong)
                .flatMap(found -> Legible.letter(found.place().letter()).stream()
                        .map(letter -> new ItemKey(letter, (int) found.place().number())))
                .toList();
        List<Event> events = new ArrayList<>();
        for (int from = 0; from < wrong.size(); from += MOST_AT_ONCE) {
            List<ItemKey> some = wrong.subList(from, Math.min(wrong.size(), from + MOST_AT_ONCE));
            events.addAll(
                    transactions.write("hold what is in no legal state", Needs.items(some), tx -> mend(tx, some)));
        }
        reached =
                page.stream().filter(found -> !found.wrong()).map(Found::place).findFirst();
        return events;
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
