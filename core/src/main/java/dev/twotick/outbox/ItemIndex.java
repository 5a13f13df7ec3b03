package dev.twotick.outbox;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Items in memory by the times at which something is to happen to them, so that no look-up walks the whole backlog. */
final class ItemIndex {
    private final Map<Desk, NavigableSet<Item>> due = new EnumMap<>(Desk.class);
    private final NavigableSet<Item> leased = by(item -> item.hold().until());
    private final NavigableSet<Item> awaited = by(item -> item.proof().deadline());

    ItemIndex() {
        for (Desk desk : Desk.values()) {
            due.put(desk, by(Item::due));
        }
    }

    private static NavigableSet<Item> by(Function<Item, Optional<Instant>> time) {
        return new TreeSet<>(
                Comparator.comparing((Item item) -> time.apply(item).orElse(Instant.MAX))
                        .thenComparing(Item::letter)
                        .thenComparingInt(Item::number));
    }

    void add(Item item) {
        if (item.hold().until().isPresent()) {
            leased.add(item);
        } else if (item.due().isPresent()) {
            due.forEach((desk, items) -> {
                if (desk.takes().contains(item.state())) {
                    items.add(item);
                }
            });
        }
        if (item.proof().deadline().isPresent() && !item.proof().overdue()) {
            awaited.add(item);
        }
    }

    void remove(Item item) {
        leased.remove(item);
        awaited.remove(item);
        due.values().forEach(items -> items.remove(item));
    }

    /** Those due longest first. */
    Stream<Item> due(Desk desk, Instant now) {
        return due.getOrDefault(desk, by(Item::due)).stream().takeWhile(item -> item.isDue(desk, now));
    }

    Stream<Item> leaseOver(Instant now) {
        return leased.stream().takeWhile(item -> item.isLeaseOver(now));
    }

    Stream<Item> pastDeadline(Instant now) {
        return awaited.stream().takeWhile(item -> item.isPastDeadline(now));
    }
}
