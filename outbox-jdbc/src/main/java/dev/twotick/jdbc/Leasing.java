package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lane;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Transition;
import dev.twotick.outbox.Turns;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives leases, and frees what those that have run out still hold. Used by the writer's thread. */
final class Leasing {
    private static final Logger LOG = LoggerFactory.getLogger(Leasing.class);

    private final Letters letters;
    private final Steps steps;
    private final Set<Lane> lanes;
    private final Map<Desk, Turns> turns = new EnumMap<>(Desk.class);
    private final Map<Desk, Floors> floors = new EnumMap<>(Desk.class);

    /** The lanes are those that this process knows, which others add to. */
    Leasing(Letters letters, Steps steps, Set<Lane> lanes) {
        this.lanes = lanes;
        this.letters = letters;
        this.steps = steps;
    }

    private Floors floorsOf(Transaction tx, Desk desk) {
        return floors.computeIfAbsent(desk, any -> tx.dialect().floors(lanes));
    }

    /** What is asked for. */
    record Wish(Desk desk, int maxLetters, int maxItems, Duration ttl) {}

    /** What cannot be read takes nobody's place: as long as leases are wanting, further letters are looked for. */
    List<Lease> lease(Transaction tx, Wish wish) throws SQLException {
        Turns.Due<SQLException> due = new Lanes(tx, wish.desk(), floorsOf(tx, wish.desk()));
        List<Lease> leases = new ArrayList<>();
        int missing = wish.maxLetters();
        while (missing > 0) {
            List<LetterId> chosen =
                    turns.computeIfAbsent(wish.desk(), any -> new Turns()).choose(due, missing);
            leases.addAll(lease(tx, wish, chosen));
            missing = chosen.size() < missing ? 0 : wish.maxLetters() - leases.size();
        }
        return leases;
    }

    private List<Lease> lease(Transaction tx, Wish wish, List<LetterId> chosen) throws SQLException {
        List<Lease> leases = new ArrayList<>();
        if (chosen.isEmpty()) {
            return leases;
        }
        Letters.Found found = Letters.Found.none();
        Map<LetterId, Bodies.Stored> bodies = new HashMap<>();
        List<Question> others = new ArrayList<>(List.of(letters.question(chosen, found)));
        if (Bodies.isRoomFor(chosen.size())) {
            others.add(Bodies.question(chosen, bodies));
        }
        Map<LetterId, List<Item>> ready = Items.ready(tx, wish.desk(), chosen, wish.maxItems(), others);
        found.letters().keySet().retainAll(ready.keySet());
        Bodies.complete(tx, found.letters().values(), bodies);
        for (LetterId id : chosen) {
            List<Item> items = ready.getOrDefault(id, List.of());
            Optional<SealedLetter> letter = items.isEmpty() ? Optional.empty() : whole(tx, id, items, found, bodies);
            if (letter.isPresent()) {
                leases.add(lease(tx, wish.desk(), wish.ttl(), letter.get(), items, tx::put));
            }
        }
        return leases;
    }

    /** Leases items of a letter, each of which is stored as it is then. */
    static Lease lease(
            Transaction tx, Desk desk, Duration ttl, SealedLetter letter, List<Item> due, Consumer<Item> store)
            throws SQLException {
        long fence = tx.nextNumber();
        List<Item> leased = new ArrayList<>();
        for (Item item : due) {
            Item held = item.leased(desk, fence, tx.now(), ttl.truncatedTo(ChronoUnit.MILLIS));
            store.accept(held);
            leased.add(held);
            if (desk == Desk.SUBMISSION) {
                Map<Fact, String> attempt = Map.of(Fact.ATTEMPT, Integer.toString(held.attempts()));
                Ledger.append(tx, letter.id(), held.number(), EventType.SUBMITTING, attempt);
            }
        }
        return new Lease(fence, desk, letter, leased, tx.now());
    }

    /** One damaged letter must not keep the others from being leased: its items are put aside. */
    private Optional<SealedLetter> whole(
            Transaction tx, LetterId id, List<Item> due, Letters.Found found, Map<LetterId, Bodies.Stored> bodies)
            throws SQLException {
        SealedLetter letter = found.letters().get(id);
        OutboxException damage = found.damaged().get(id);
        if (letter == null) {
            putAside(tx, id, due, damage == null ? "it has no row" : String.valueOf(damage.getMessage()));
            return Optional.empty();
        }
        try {
            Bodies.Stored body = bodies.get(id);
            if (body == null) {
                throw new IOException("not there: they are removed some time after the letter's end");
            }
            body.check(letter.wire().size());
            return Optional.of(Letters.with(letter, body.bytes()));
        } catch (IOException e) {
            putAside(tx, id, due, "the stored bytes of letter " + id + " are " + e.getMessage());
            return Optional.empty();
        }
    }

    private void putAside(Transaction tx, LetterId id, List<Item> due, String why) throws SQLException {
        LOG.error("letter {} is put aside until an operator decides: {}", id, why);
        for (Item item : due) {
            EventType end = item.number() == Item.SENT_COPY ? EventType.COPY_FAILED : EventType.HELD;
            steps.take(tx, id, List.of(Transition.to(item.number(), end, Map.of(Fact.REASON, why))));
        }
    }

    /** Frees what leases that have run out still hold. */
    List<Event> recover(Transaction tx, int limit) throws SQLException {
        List<Event> events = new ArrayList<>();
        for (Item item : Items.runOut(tx, limit)) {
            Optional<Transition> step = item.recovery();
            if (step.isPresent()) {
                events.addAll(steps.take(tx, item.letter(), List.of(step.get())));
            } else {
                tx.put(item.freed(tx.now()));
            }
        }
        return events;
    }
}
