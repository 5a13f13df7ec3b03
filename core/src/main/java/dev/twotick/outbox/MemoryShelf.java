package dev.twotick.outbox;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The letters of an outbox in memory with their items. Not thread-safe. */
final class MemoryShelf {
    private final Map<LetterId, SealedLetter> letters = new TreeMap<>();
    private final Map<LetterId, List<Item>> items = new HashMap<>();
    private final ItemIndex index = new ItemIndex();

    private static Lane laneOf(SealedLetter letter, Item item) {
        return Lane.of(letter.terms().handling(), item);
    }

    ItemIndex index() {
        return index;
    }

    /** In the order of their acceptance. */
    Collection<SealedLetter> letters() {
        return Collections.unmodifiableCollection(letters.values());
    }

    Optional<SealedLetter> find(LetterId letter) {
        return Optional.ofNullable(letters.get(letter));
    }

    SealedLetter letter(LetterId id) {
        return find(id).orElseThrow(() -> new OutboxException("there is no letter " + id));
    }

    /** None for an unknown letter. */
    List<Item> items(LetterId letter) {
        return Collections.unmodifiableList(items.getOrDefault(letter, List.of()));
    }

    Item item(LetterId letter, int number) {
        return items(letter).get(number);
    }

    Optional<Item> findItem(LetterId letter, int number) {
        List<Item> all = items(letter);
        return number >= 0 && number < all.size() ? Optional.of(all.get(number)) : Optional.empty();
    }

    void add(SealedLetter letter) {
        letters.put(letter.id(), letter);
        List<Item> all = Item.allOf(letter);
        items.put(letter.id(), all);
        all.forEach(item -> index.add(item, laneOf(letter, item)));
    }

    /** The same letter in another form. */
    void replace(SealedLetter letter) {
        letters.put(letter.id(), letter);
    }

    Item put(Item item) {
        SealedLetter letter = letter(item.letter());
        Item before = items.getOrDefault(item.letter(), List.of()).set(item.number(), item);
        index.remove(before, laneOf(letter, before));
        index.add(item, laneOf(letter, item));
        return item;
    }

    void remove(SealedLetter letter) {
        items(letter.id()).forEach(item -> index.remove(item, laneOf(letter, item)));
        letters.remove(letter.id());
        items.remove(letter.id());
    }

    /** What is due for a desk, as one claim sees it. */
    Turns.Due<RuntimeException> due(Desk desk, Instant now) {
        Set<LetterId> given = new HashSet<>();
        return new Turns.Due<>() {
            @Override
            public List<Lane> lanes() {
                return index.lanes(desk, now).toList();
            }

            @Override
            public List<LetterId> next(Lane lane, int limit) {
                List<LetterId> next = index.due(desk, lane, now)
                        .map(Item::letter)
                        .filter(letter -> !given.contains(letter))
                        .distinct()
                        .limit(limit)
                        .toList();
                given.addAll(next);
                return next;
            }
        };
    }

    /** The items of a letter that are due for a desk. */
    List<Item> due(Desk desk, LetterId letter, int most, Instant now) {
        return items(letter).stream()
                .filter(item -> item.isDue(desk, now))
                .limit(most)
                .toList();
    }

    /** The one letter that bears a Message-ID. */
    Optional<LetterId> findByMessageId(String messageId) {
        List<LetterId> bearers = letters.values().stream()
                .filter(letter -> letter.messageId().equals(messageId))
                .map(SealedLetter::id)
                .limit(2)
                .toList();
        return bearers.size() == 1 ? Optional.of(bearers.get(0)) : Optional.empty();
    }

    List<SealedLetter> matching(DeliveryQuery query) {
        return letters.values().stream()
                .filter(letter ->
                        query.after().map(id -> letter.id().compareTo(id) > 0).orElse(true))
                .filter(letter -> items(letter.id()).stream().anyMatch(query::fits))
                .limit(query.limit())
                .toList();
    }
}
