package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Lease;
import java.util.Collection;
import java.util.List;

/** The place of an item. */
record ItemKey(LetterId letter, int number) {

    static List<ItemKey> of(LetterId letter, Collection<Integer> numbers) {
        return numbers.stream().map(number -> new ItemKey(letter, number)).toList();
    }

    static List<ItemKey> of(Lease lease) {
        return lease.items().stream()
                .map(item -> new ItemKey(item.letter(), item.number()))
                .toList();
    }

    /** As the placeholder {@code {keys}} takes them; ids need no escaping. */
    static String json(Collection<ItemKey> keys) {
        StringBuilder json = new StringBuilder("[");
        for (ItemKey key : keys) {
            json.append(json.length() > 1 ? ",[\"" : "[\"")
                    .append(key.letter().value())
                    .append("\",")
                    .append(key.number())
                    .append(']');
        }
        return json.append(']').toString();
    }
}
