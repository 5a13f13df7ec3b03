package dev.twotick.jdbc;

import dev.twotick.confirmation.Confirmation;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.ItemState;
import dev.twotick.outbox.Lane;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.SentCopyState;
import dev.twotick.outbox.SubmissionState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The table of items. What an item becomes is computed by {@link Item}; here it is only loaded, found and stored. A row that
 * cannot be read is passed over as if it were not there, see {@link Legible}.
 */
final class Items {
    static final String RUN_OUT = """
            SELECT * FROM twotick_item WHERE leased_until <= ? ORDER BY leased_until LIMIT ? {skip locked}""";

    static final String PAST_DEADLINE = """
            SELECT * FROM twotick_item WHERE overdue = 0 AND deadline <= ? ORDER BY deadline LIMIT ? {skip locked}""";

    static final String BY_KEY = """
            SELECT item.* FROM {keys} AS k JOIN twotick_item AS item ON item.letter = k.letter AND item.number = k.number
            ORDER BY item.letter, item.number {lock item}""";

    static final String INSERT = """
            INSERT INTO twotick_item (state, since, due, attempts, doubts, fence, leased_until, intended, confirmation, wanted,
                deadline, overdue, ready_for, lane, letter, number)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    static final String UPDATE = """
            UPDATE twotick_item SET state = ?, since = ?, due = ?, attempts = ?, doubts = ?, fence = ?, leased_until = ?,
                intended = ?, confirmation = ?, wanted = ?, deadline = ?, overdue = ?, ready_for = ?,
                lane = rtrim(lane, '*') || ?
            WHERE letter = ? AND number = ?""";

    private Items() {}

    /** For {@link #UPDATE}. */
    static Object[] row(Item item) {
        return row(item, Lanes.mark(Lane.isRetry(item)));
    }

    /** For {@link #INSERT}. */
    static Object[] row(Item item, Lane lane) {
        return row(item, Lanes.text(lane));
    }

    private static Object[] row(Item item, String lane) {
        return new Object[] {
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
            lane,
            item.letter().value(),
            item.number()
        };
    }

    /** The desk that may take the item as soon as it is due. */
    private static Optional<Desk> readyFor(Item item) {
        if (item.due().isPresent() && item.hold().until().isEmpty()) {
            for (Desk desk : Desk.values()) {
                if (desk.takes().contains(item.state())) {
                    return Optional.of(desk);
                }
            }
        }
        return Optional.empty();
    }

    /** 1 if the item waits for its submission, else 0. */
    static int waiting(Item item) {
        return readyFor(item).filter(desk -> desk == Desk.SUBMISSION).isPresent() ? 1 : 0;
    }

    /** As {@link #load}, to be asked together with others. */
    static Question question(Collection<ItemKey> keys, Consumer<Item> consumer) {
        return Question.of(BY_KEY, Legible.reader(Items::read, consumer), ItemKey.json(keys));
    }

    static List<Item> load(Transaction tx, Collection<ItemKey> keys) throws SQLException {
        return Legible.all(tx, BY_KEY, Items::read, ItemKey.json(keys));
    }

    static List<Item> of(Transaction tx, LetterId letter) throws SQLException {
        List<Item> items = Legible.all(
                tx,
                "SELECT * FROM twotick_item AS item WHERE letter = ? ORDER BY number {lock item}",
                Items::read,
                letter.value());
        items.forEach(tx::keep);
        return items;
    }

    /**
     * The items of letters that are due for a desk, no more than so many of each.
     *
     * @param others what else to ask, at the same time
     */
    static Map<LetterId, List<Item>> ready(
            Transaction tx, Desk desk, List<LetterId> letters, int limit, List<Question> others) throws SQLException {
        Map<LetterId, List<Item>> ready = new LinkedHashMap<>();
        for (Item item : Legible.grouped(tx, letters, desk, limit, others)) {
            List<Item> ofLetter = ready.computeIfAbsent(item.letter(), any -> new ArrayList<>());
            if (ofLetter.size() < limit) {
                ofLetter.add(item);
                tx.keep(item);
            }
        }
        return ready;
    }

    static List<Item> runOut(Transaction tx, int limit) throws SQLException {
        return kept(tx, Legible.list(tx, RUN_OUT, Items::read, limit, tx.now()));
    }

    static List<Item> pastDeadline(Transaction tx, int limit) throws SQLException {
        return kept(tx, Legible.list(tx, PAST_DEADLINE, Items::read, limit, tx.now()));
    }

    private static List<Item> kept(Transaction tx, List<Item> items) {
        items.forEach(tx::keep);
        return items;
    }

    static Item read(Row row) throws SQLException {
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
