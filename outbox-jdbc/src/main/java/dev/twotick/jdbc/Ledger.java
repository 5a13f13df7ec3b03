package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.OutboxException;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table of events: appended to, never changed, and the queue ids that stand in them. */
final class Ledger {
    private static final String APPEND =
            "INSERT INTO twotick_event (seq, at, letter, recipient, type, facts) VALUES (?, ?, ?, ?, ?, ?)";

    private static final String ADD_QUEUE_ID =
            "INSERT INTO twotick_queue_id (queue_id, letter) VALUES (?, ?) ON CONFLICT DO NOTHING";

    private static final String NONE = "{}";

    private Ledger() {}

    static Event append(Transaction tx, LetterId letter, int recipient, EventType type, Map<Fact, String> facts)
            throws SQLException {
        Event event = new Event(tx.nextNumber(), tx.now(), letter, recipient, type, facts);
        tx.later(APPEND, event.seq(), event.at(), letter.value(), recipient, type.name(), json(facts));
        event.fact(Fact.QUEUE_ID).ifPresent(queueId -> tx.later(ADD_QUEUE_ID, queueId, letter.value()));
        return event;
    }

    /** All events of a letter. */
    static List<Event> of(Transaction tx, LetterId letter) throws SQLException {
        return tx.list("SELECT * FROM twotick_event WHERE letter = ? ORDER BY seq", Ledger::read, letter.value());
    }

    static List<Event> after(Transaction tx, long seq, int limit) throws SQLException {
        return tx.list(
                "SELECT * FROM twotick_event WHERE seq > ? AND seq < {first open number} ORDER BY seq LIMIT ?",
                Ledger::read,
                seq,
                limit);
    }

    static long last(Transaction tx) throws SQLException {
        return tx.only("{last number}", row -> row.number("last"));
    }

    static List<LetterId> withQueueId(Transaction tx, String queueId, int limit) throws SQLException {
        return tx.list(
                "SELECT letter FROM twotick_queue_id WHERE queue_id = ? ORDER BY letter DESC LIMIT ?",
                row -> new LetterId(row.text("letter")),
                queueId,
                limit);
    }

    private static Event read(Row row) throws SQLException {
        long seq = row.number("seq");
        try {
            Event event = new Event(
                    seq,
                    row.instant("at"),
                    new LetterId(row.text("letter")),
                    (int) row.number("recipient"),
                    EventType.valueOf(row.text("type")),
                    facts(row.text("facts")));
            // an unknown level or trust is to be told here, where the event can be named, not in some fold later
            event.evidence();
            return event;
        } catch (IllegalArgumentException e) {
            throw new OutboxException(
                    "event " + seq + " of the type " + row.text("type")
                            + " cannot be read: a newer version wrote it, or it is damaged",
                    e);
        }
    }

    private static String json(Map<Fact, String> facts) {
        if (facts.isEmpty()) {
            return NONE;
        }
        Map<String, String> words = new LinkedHashMap<>();
        for (Fact fact : Fact.values()) {
            String value = facts.get(fact);
            if (value != null) {
                words.put(fact.word(), value);
            }
        }
        return Json.object(words);
    }

    /** Words that a newer version wrote are left out. */
    static Map<Fact, String> facts(String json) {
        Map<Fact, String> facts = new EnumMap<>(Fact.class);
        if (!json.equals(NONE)) {
            Json.readObject(json).forEach((word, value) -> Fact.ofWord(word).ifPresent(fact -> facts.put(fact, value)));
        }
        return facts;
    }
}
