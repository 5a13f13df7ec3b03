package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Transition;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives leases, and does what their holders ask for as long as they hold them. */
final class Leasing {
    private static final Logger LOG = LoggerFactory.getLogger(Leasing.class);
    private static final String NEXT_FENCE = "UPDATE fence SET last = last + 1 WHERE only = 1 RETURNING last";

    private final Letters letters;

    Leasing(Letters letters) {
        this.letters = letters;
    }

    /** What cannot be read takes nobody's place: as long as leases are wanting, further letters are looked for. */
    List<Lease> lease(Transaction tx, Desk desk, int maxLetters, int maxItems, Duration ttl) throws SQLException {
        Duration stored = ttl.truncatedTo(ChronoUnit.MILLIS);
        List<Lease> leases = new ArrayList<>();
        Set<LetterId> met = new HashSet<>();
        boolean more = true;
        while (more && leases.size() < maxLetters) {
            int missing = maxLetters - leases.size();
            List<LetterId> ready = Items.readyLetters(tx, desk, missing, met);
            for (LetterId id : ready) {
                List<Item> due = Items.ready(tx, desk, id, maxItems);
                Optional<SealedLetter> letter = due.isEmpty() ? Optional.empty() : readable(tx, id, due);
                if (letter.isPresent()) {
                    leases.add(lease(tx, desk, letter.get(), due, stored));
                }
            }
            met.addAll(ready);
            more = ready.size() == missing;
        }
        return leases;
    }

    private static Lease lease(Transaction tx, Desk desk, SealedLetter letter, List<Item> due, Duration ttl)
            throws SQLException {
        long fence = tx.only(NEXT_FENCE, row -> row.number("last"));
        List<Item> leased = new ArrayList<>();
        for (Item item : due) {
            Item held = item.leased(desk, fence, tx.now(), ttl);
            Items.update(tx, held);
            leased.add(held);
            if (desk == Desk.SUBMISSION) {
                Map<Fact, String> attempt = Map.of(Fact.ATTEMPT, Integer.toString(held.attempts()));
                Ledger.append(tx, letter.id(), held.number(), EventType.SUBMITTING, attempt);
            }
        }
        return new Lease(fence, desk, letter, leased, tx.now());
    }

    /** One damaged letter must not keep the others from being leased: its items are put aside. */
    private Optional<SealedLetter> readable(Transaction tx, LetterId id, List<Item> due) throws SQLException {
        try {
            return letters.find(tx, id);
        } catch (OutboxException e) {
            LOG.error("letter {} cannot be read from the outbox: it is put aside until an operator decides", id, e);
            Map<Fact, String> why = Map.of(Fact.REASON, String.valueOf(e.getMessage()));
            for (Item item : due) {
                EventType end = item.number() == Item.SENT_COPY ? EventType.COPY_FAILED : EventType.HELD;
                Steps.take(tx, id, List.of(Transition.to(item.number(), end, why)));
            }
            return Optional.empty();
        }
    }

    static boolean renew(Transaction tx, Lease lease, Duration ttl) throws SQLException {
        List<Item> held = Items.heldBy(tx, lease.letter().id(), lease.fence());
        for (Item item : held) {
            Items.update(tx, item.renewed(tx.now(), ttl));
        }
        return !held.isEmpty();
    }

    static boolean intend(Transaction tx, Lease lease, List<Integer> numbers) throws SQLException {
        List<Item> held = held(tx, lease, numbers).stream()
                .filter(item -> !item.isLeaseOver(tx.now()))
                .toList();
        if (held.size() != numbers.size()) {
            warnOfLoss(lease, "the last dot must not be sent");
            return false;
        }
        for (Item item : held) {
            Items.update(tx, item.withIntent());
            Ledger.append(tx, item.letter(), item.number(), EventType.INTENDED, Map.of());
        }
        return true;
    }

    static Optional<List<Event>> record(Transaction tx, Lease lease, List<Transition> steps) throws SQLException {
        List<Integer> numbers = steps.stream().map(Transition::item).toList();
        if (held(tx, lease, numbers).size() != numbers.size()) {
            warnOfLoss(lease, "its outcome is not recorded");
            return Optional.empty();
        }
        return Optional.of(Steps.take(tx, lease.letter().id(), steps));
    }

    private static List<Item> held(Transaction tx, Lease lease, List<Integer> numbers) throws SQLException {
        return Items.heldBy(tx, lease.letter().id(), lease.fence()).stream()
                .filter(item -> numbers.contains(item.number()))
                .toList();
    }

    private static void warnOfLoss(Lease lease, String consequence) {
        LOG.warn(
                "letter {}: lease {} has run out or was taken over, so {}; workers slower than lease.ttl, or a clock that"
                        + " jumped, cause this",
                lease.letter().id(),
                lease.fence(),
                consequence);
    }

    /** Frees what leases that have run out still hold. */
    static List<Event> recover(Transaction tx, int limit) throws SQLException {
        List<Event> events = new ArrayList<>();
        for (Item item : Items.runOut(tx, limit)) {
            Optional<Transition> step = item.recovery();
            if (step.isPresent()) {
                events.addAll(Steps.take(tx, item.letter(), List.of(step.get())));
            } else {
                Items.update(tx, item.freed(tx.now()));
            }
        }
        return events;
    }
}
