package dev.twotick.jdbc;

import dev.twotick.outbox.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a transaction knows of the store: at its begin the answers to those questions that its steps are known to have. Used by
 * one thread.
 */
final class Known {
    private final Map<ItemKey, Optional<Item>> items = new HashMap<>();
    private final Arrivals arrivals;
    private final List<Question> questions = new ArrayList<>();

    Known(Statements statements, Transaction.Needs needs) {
        this.arrivals = new Arrivals(statements);
        questions.addAll(arrivals.questions(needs.arrivals()));
        if (!needs.items().isEmpty()) {
            needs.items().forEach(key -> items.put(key, Optional.empty()));
            questions.add(Items.question(items.keySet(), this::keep));
        }
    }

    /** Nothing yet. */
    static Known nothing(Statements statements) {
        return new Known(statements, Transaction.Needs.NOTHING);
    }

    /** What is to be asked when the transaction has begun. */
    List<Question> questions() {
        return questions;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    Map<ItemKey, Optional<Item>> items() {
        return items;
    }

    private void keep(Item item) {
        items.put(new ItemKey(item.letter(), item.number()), Optional.of(item));
    }
}
