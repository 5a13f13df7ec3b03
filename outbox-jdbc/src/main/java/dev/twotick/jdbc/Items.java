package dev.twotick.jdbc;

import dev.twotick.confirmation.Confirmation;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.ItemState;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.SentCopyState;
import dev.twotick.outbox.SubmissionState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The table of items. What an item becomes is computed by {@link Item}; here it is only loaded, found and stored. A row that
 * cannot be read is passed over as if it were not there, see {@link Legible}.
 */
final class Items {
    static final String READY_LETTERS = """
            SELECT due, letter FROM item
            WHERE ready_for = ? AND due <= ? AND (due, letter) > (?, ?)
            ORDER BY due, letter LIMIT ?""";

    /** The signs keep SQLite from going through everything that is due in search of one letter's items. */
    static final String READY_OF_LETTER = """
            SELECT * FROM item WHERE letter = ? AND +ready_for = ? AND +due <= ? ORDER BY due, number LIMIT ?""";

    static final String RUN_OUT = "SELECT * FROM item WHERE leased_until <= ? ORDER BY leased_until LIMIT ?";

    static final String PAST_DEADLINE =
            "SELECT * FROM item WHERE overdue = 0 AND deadline <= ? ORDER BY deadline LIMIT ?";

    private static final String INSERT = """
            INSERT INTO item (state, since, due, attempts, doubts, fence, leased_until, intended, confirmation, wanted,
                deadline, overdue, ready_for, letter, number)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String UPDATE = """
            UPDATE item SET state = ?, since = ?, due = ?, attempts = ?, doubts = ?, fence = ?, leased_until = ?,
                intended = ?, confirmation = ?, wanted = ?, deadline = ?, overdue = ?, ready_for = ?
            WHERE letter = ? AND number = ?""";

    private Items() {}

    static void insert(Transaction tx, Item item) throws SQLException {
        write(tx, INSERT, item);
    }

    static void update(Transaction tx, Item item) throws SQLException {
        write(tx, UPDATE, item);
    }

    private static void write(Transaction tx, String sql, Item item) throws SQLException {
        tx.update(
                sql,
                item.state().name(),
                item.since(),
                item.due(),
                item.attempts(),
                item.doubts(),
                item.hold().fence(),
                item.hold().until(),
                item.hold().intended(),
                item.proof().known().name(),
                item.proof().wanted().name(),
                item.proof().deadline(),
                item.proof().overdue(),
                readyFor(item).map(Enum::name),
                item.letter().value(),
                item.number());
    }

    /** The desk that may take the item as soon as it is due. */
    private static Optional<Desk> readyFor(Item item) {
        if (item.due().isPresent()) {
            for (Desk desk : Desk.values()) {
                if (item.isDue(desk, item.due().get())) {
                    return Optional.of(desk);
                }
            }
        }
        return Optional.empty();
    }

    static Optional<Item> find(Transaction tx, LetterId letter, int number) throws SQLException {
        String sql = "SELECT * FROM item WHERE letter = ? AND number = ? LIMIT ?";
        return Legible.list(tx, sql, Items::read, 1, letter.value(), number).stream()
                .findFirst();
    }

    static List<Item> heldBy(Transaction tx, LetterId letter, long fence) throws SQLException {
        String sql = "SELECT * FROM item WHERE letter = ? AND fence = ? LIMIT ?";
        return Legible.list(tx, sql, Items::read, Integer.MAX_VALUE, letter.value(), fence).stream()
                .filter(item -> item.isHeldBy(fence))
                .toList();
    }

    /** A place in the queue: the cursor that steps over all further items of a letter that are due at the same time. */
    private record Place(long due, String letter) {}

    /** The letters with items that are due for a desk, those due longest first, without some. */
    static List<LetterId> readyLetters(Transaction tx, Desk desk, int limit, Set<LetterId> without)
            throws SQLException {
        Set<LetterId> letters = new LinkedHashSet<>();
        Place last = new Place(Long.MIN_VALUE, "");
        while (letters.size() < limit) {
            List<Place> places = tx.list(
                    READY_LETTERS,
                    row -> new Place(row.number("due"), row.text("letter")),
                    desk.name(),
                    tx.now(),
                    last.due(),
                    last.letter(),
                    limit - letters.size());
            if (places.isEmpty()) {
                break;
            }
            places.forEach(place -> letters.add(new LetterId(place.letter())));
            letters.removeAll(without);
            last = places.get(places.size() - 1);
        }
        return new ArrayList<>(letters);
    }

    static List<Item> ready(Transaction tx, Desk desk, LetterId letter, int limit) throws SQLException {
        return Legible.list(tx, READY_OF_LETTER, Items::read, limit, letter.value(), desk.name(), tx.now());
    }

    static List<Item> runOut(Transaction tx, int limit) throws SQLException {
        return Legible.list(tx, RUN_OUT, Items::read, limit, tx.now());
    }

    static List<Item> pastDeadline(Transaction tx, int limit) throws SQLException {
        return Legible.list(tx, PAST_DEADLINE, Items::read, limit, tx.now());
    }

    private static Item read(Row row) throws SQLException {
        String letter = row.text("letter");
        int number = (int) row.number("number");
        try {
            return new Item(
                    new LetterId(letter),
                    number,
                    state(number, row.text("state")),
                    row.instant("since"),
                    row.optionalInstant("due"),
                    (int) row.number("attempts"),
                    (int) row.number("doubts"),
                    new Item.Hold(row.number("fence"), row.optionalInstant("leased_until"), row.flag("intended")),
                    new Item.Proof(
                            Confirmation.valueOf(row.text("confirmation")),
                            Confirmation.valueOf(row.text("wanted")),
                            row.optionalInstant("deadline"),
                            row.flag("overdue")));
        } catch (IllegalArgumentException e) {
            throw new OutboxException(
                    "item " + number + " of letter " + letter
                            + " cannot be read: it is damaged, or a newer version wrote it",
                    e);
        }
    }

    private static ItemState state(int number, String name) {
        return number == Item.SENT_COPY ? SentCopyState.valueOf(name) : SubmissionState.valueOf(name);
    }
}
