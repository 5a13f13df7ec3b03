package dev.twotick.jdbc;

import dev.twotick.letter.Handling;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lane;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that is under way, in which the steps of several callers run one after the other. What they write is kept here
 * and goes to the database together, one statement for all rows of a kind; whoever reads by a statement sees it. Valid only
 * inside the {@link Work} that it is given to; used by one thread.
 */
final class Transaction {
    private final Statements statements;
    private final Instant now;
    private final Numbers numbers;
    private final Map<ItemKey, Optional<Item>> items;
    private final Map<ItemKey, Item> changed = new LinkedHashMap<>();
    private final Map<String, List<Object[]>> rows = new LinkedHashMap<>();
    private final Arrivals arrivals;
    private final Set<Lane> lanes = new HashSet<>();
    private long backlogChange;

    /** Has the one time of everything that is done in it, in whole milliseconds. */
    Transaction(Statements statements, Instant now, Numbers numbers, Known known) {
        this.items = known.items();
        this.arrivals = known.arrivals();
        this.statements = statements;
        this.now = now;
        this.numbers = numbers;
    }

    /** What is done in a transaction; whatever it throws rolls back all that it did. May run more than once. */
    @FunctionalInterface
    interface Work<T> {
        T run(Transaction tx) throws SQLException;
    }

    /** What a caller's work will ask for, so that the needs of many are met by one statement each. */
    record Needs(List<ItemKey> items, List<SealedLetter> arrivals) {
        static final Needs NOTHING = new Needs(List.of(), List.of());

        /** Whether they are known at all. */
        boolean known() {
            return !items.isEmpty() || !arrivals.isEmpty();
        }

        /** The needs of all. */
        static Needs of(Collection<Needs> all) {
            return new Needs(
                    all.stream().flatMap(needs -> needs.items().stream()).toList(),
                    all.stream().flatMap(needs -> needs.arrivals().stream()).toList());
        }

        static Needs items(List<ItemKey> keys) {
            return new Needs(keys, List.of());
        }

        static Needs arrival(SealedLetter letter) {
            return new Needs(List.of(), List.of(letter));
        }
    }

    Dialect dialect() {
        return statements.dialect();
    }

    Instant now() {
        return now;
    }

    /** A number for an event or a lease, greater than all that were given before. */
    long nextNumber() throws SQLException {
        return numbers.next();
    }

    /** How many more items wait for their submission when this is committed. */
    long backlogChange() {
        return backlogChange;
    }

    /** The lanes that something was added to. */
    Set<Lane> lanes() {
        return lanes;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** Fetches items that will be asked for, all at once. */
    void load(Collection<ItemKey> keys) throws SQLException {
        List<ItemKey> missing =
                keys.stream().filter(key -> !items.containsKey(key)).distinct().toList();
        if (!missing.isEmpty()) {
            Items.load(this, missing).forEach(this::keep);
            missing.forEach(key -> items.putIfAbsent(key, Optional.empty()));
        }
    }

    /** Takes an item that a statement has read just now. */
    void keep(Item item) {
        items.put(new ItemKey(item.letter(), item.number()), Optional.of(item));
    }

    /** One item as it stands now; empty when there is none, or it cannot be read. */
    Optional<Item> item(ItemKey key) throws SQLException {
        load(List.of(key));
        return items.getOrDefault(key, Optional.empty());
    }

    /**
     * Stores a new item, in the lane that it will stay in: whoever holds a lease leaves it there, which in PostgreSQL keeps the later
     * versions of its row in their place.
     */
    void add(Item item, Handling handling) {
        later(Items.INSERT, Items.row(item, Lane.of(handling, item)));
        backlogChange += Items.waiting(item);
        lanes.add(Lane.of(handling));
        keep(item);
    }

    /** Changes an item that was read in this transaction. */
    void put(Item item) {
        ItemKey key = new ItemKey(item.letter(), item.number());
        Item before = items.getOrDefault(key, Optional.empty()).orElseThrow();
        backlogChange += Items.waiting(item) - Items.waiting(before);
        items.put(key, Optional.of(item));
        changed.put(key, item);
    }

    /** A letter's items are there no more, for the steps that follow. */
    void gone(LetterId letter) {
        items.replaceAll((key, item) -> key.letter().equals(letter) ? Optional.empty() : item);
        changed.keySet().removeIf(key -> key.letter().equals(letter));
    }

    /**
     * Writes a row at the end, or before the next statement that is run at once. Rows of one kind go together, so that the order of
     * different kinds is not kept: for what does not depend on it.
     */
    void later(String sql, @Nullable Object... arguments) {
        rows.computeIfAbsent(sql, any -> new ArrayList<>()).add(arguments);
    }

    void flush() throws SQLException {
        if (!changed.isEmpty()) {
            // behind what is added, since that may have been changed already
            changed.values().forEach(item -> later(Items.UPDATE, Items.row(item)));
            changed.clear();
        }
        if (!rows.isEmpty()) {
            statements.updateAll(rows);
            rows.clear();
        }
    }

    /** Writes everything that is left, before the commit. */
    void finish() throws SQLException {
        flush();
        numbers.keep();
    }

    /** Asks several questions, whose readers keep the answers. */
    void read(List<Question> questions) throws SQLException {
        flush();
        statements.read(questions);
    }

    int update(String sql, Object... arguments) throws SQLException {
        flush();
        return statements.update(sql, arguments);
    }

    <T> List<T> list(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        flush();
        return statements.list(sql, reader, arguments);
    }

    <T> Optional<T> first(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        flush();
        return statements.first(sql, reader, arguments);
    }

    <T> T only(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        flush();
        return statements.only(sql, reader, arguments);
    }
}
