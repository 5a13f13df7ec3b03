package dev.twotick.jdbc;

import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox.Intent;
import dev.twotick.outbox.Outbox.Outcome;
import dev.twotick.outbox.Transition;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what the holder of a lease asks for, as long as it holds it. */
final class Holding {
    private static final Logger LOG = LoggerFactory.getLogger(Holding.class);

    private final Steps steps;

    Holding(Steps steps) {
        this.steps = steps;
    }

    static List<ItemKey> keysOfIntents(List<Intent> intents) {
        return intents.stream()
                .flatMap(intent -> ItemKey.of(intent.lease().letter().id(), intent.items()).stream())
                .toList();
    }

    static List<ItemKey> keysOfOutcomes(List<Outcome> outcomes) {
        return outcomes.stream()
                .flatMap(outcome -> Steps.keys(outcome.lease().letter().id(), outcome.steps()).stream())
                .toList();
    }

    boolean renew(Transaction tx, Lease lease, Duration ttl) throws SQLException {
        List<Item> held = held(tx, lease, ItemKey.of(lease));
        held.forEach(item -> tx.put(item.renewed(tx.now(), ttl)));
        return !held.isEmpty();
    }

    List<Boolean> intend(Transaction tx, List<Intent> intents) throws SQLException {
        List<Boolean> done = new ArrayList<>();
        for (Intent intent : intents) {
            done.add(intend(tx, intent));
        }
        return done;
    }

    private static boolean intend(Transaction tx, Intent intent) throws SQLException {
        List<ItemKey> keys = ItemKey.of(intent.lease().letter().id(), intent.items());
        List<Item> held = held(tx, intent.lease(), keys).stream()
                .filter(item -> !item.isLeaseOver(tx.now()))
                .toList();
        if (held.size() != keys.size()) {
            warnOfLoss(intent.lease(), "the last dot must not be sent");
            return false;
        }
        Map<Fact, String> facts =
                intent.relay().map(relay -> Map.of(Fact.RELAY, relay)).orElse(Map.of());
        for (Item item : held) {
            tx.put(item.withIntent());
            Ledger.append(tx, item.letter(), item.number(), EventType.INTENDED, facts);
        }
        return true;
    }

    List<Optional<List<Event>>> record(Transaction tx, List<Outcome> outcomes) throws SQLException {
        List<Optional<List<Event>>> done = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            done.add(record(tx, outcome.lease(), outcome.steps()));
        }
        return done;
    }

    private Optional<List<Event>> record(Transaction tx, Lease lease, List<Transition> all) throws SQLException {
        List<Integer> numbers = all.stream().map(Transition::item).toList();
        if (held(tx, lease, ItemKey.of(lease.letter().id(), numbers)).size() != numbers.size()) {
            warnOfLoss(lease, "its outcome is not recorded");
            return Optional.empty();
        }
        return Optional.of(steps.take(tx, lease.letter().id(), all));
    }

    private static List<Item> held(Transaction tx, Lease lease, List<ItemKey> keys) throws SQLException {
        tx.load(keys);
        List<Item> held = new ArrayList<>();
        for (ItemKey key : keys) {
            tx.item(key).filter(item -> item.isHeldBy(lease.fence())).ifPresent(held::add);
        }
        return held;
    }

    private static void warnOfLoss(Lease lease, String consequence) {
        LOG.warn(
                "letter {}: lease {} has run out or was taken over, so {}; workers slower than lease.ttl, or a clock that"
                        + " jumped, cause this",
                lease.letter().id(),
                lease.fence(),
                consequence);
    }
}
