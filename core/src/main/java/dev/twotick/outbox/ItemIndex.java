package dev.twotick.outbox;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Items in memory by the times at which something is to happen to them, so that no look-up walks the whole backlog. */
final class ItemIndex {
    private final Map<Desk, NavigableMap<Lane, NavigableSet<Item>>> due = new EnumMap<>(Desk.class);
    private final NavigableSet<Item> leased = by(item -> item.hold().until());
    private final NavigableSet<Item> awaited = by(item -> item.proof().deadline());

    ItemIndex() {
        for (Desk desk : Desk.values()) {
            due.put(desk, new TreeMap<>());
        }
    }

    private static NavigableSet<Item> by(Function<Item, Optional<Instant>> time) {
        return new TreeSet<>(
                Comparator.comparing((Item item) -> time.apply(item).orElse(Instant.MAX))
                        .thenComparing(Item::letter)
                        .thenComparingInt(Item::number));
    }

    void add(Item item, Lane lane) {
        if (item.hold().until().isPresent()) {
            leased.add(item);
        } else if (item.due().isPresent()) {
            for (Desk desk : Desk.values()) {
                if (desk.takes().contains(item.state())) {
                    of(desk).computeIfAbsent(lane, any -> by(Item::due)).add(item);
                }
            }
        }
        if (item.proof().deadline().isPresent() && !item.proof().overdue()) {
            awaited.add(item);
        }
    }

    void remove(Item item, Lane lane) {
        leased.remove(item);
        awaited.remove(item);
        for (NavigableMap<Lane, NavigableSet<Item>> lanes : due.values()) {
            NavigableSet<Item> items = lanes.get(lane);
            if (items != null && items.remove(item) && items.isEmpty()) {
                lanes.remove(lane);
            }
        }
    }

    private NavigableMap<Lane, NavigableSet<Item>> of(Desk desk) {
        return due.getOrDefault(desk, new TreeMap<>());
    }

    /** The lanes with at least one item that is due. */
    Stream<Lane> lanes(Desk desk, Instant now) {
        return of(desk).keySet().stream()
                .filter(lane -> due(desk, lane, now).findAny().isPresent());
    }

    /** Those due longest first. */
    Stream<Item> due(Desk desk, Lane lane, Instant now) {
        return of(desk).getOrDefault(lane, by(Item::due)).stream().takeWhile(item -> item.isDue(desk, now));
    }

    /** How many wait for a desk, due or not. */
    long waiting(Desk desk) {
        return of(desk).values().stream().mapToLong(NavigableSet::size).sum();
    }

    Stream<Item> leaseOver(Instant now) {
        return leased.stream().takeWhile(item -> item.isLeaseOver(now));
    }

    Stream<Item> pastDeadline(Instant now) {
        return awaited.stream().takeWhile(item -> item.isPastDeadline(now));
    }
}
