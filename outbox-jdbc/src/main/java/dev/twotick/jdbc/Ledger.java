package dev.twotick.jdbc;

import dev.twotick.confirmation.Evidence;
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

/** The table of events: appended to, never changed. */
final class Ledger {
    private static final String APPEND =
            "INSERT INTO event (at, letter, recipient, type, facts) VALUES (?, ?, ?, ?, ?) RETURNING seq";

    private Ledger() {}

    static Event append(Transaction tx, LetterId letter, int recipient, EventType type, Map<Fact, String> facts)
            throws SQLException {
        long seq = tx.only(
                APPEND, row -> row.number("seq"), tx.now(), letter.value(), recipient, type.name(), json(facts));
        return new Event(seq, tx.now(), letter, recipient, type, facts);
    }

    /** All events of a letter. */
    static List<Event> of(Transaction tx, LetterId letter) throws SQLException {
        return tx.list("SELECT * FROM event WHERE letter = ? ORDER BY seq", Ledger::read, letter.value());
    }

    static List<Event> after(Transaction tx, long seq, int limit) throws SQLException {
        return tx.list("SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?", Ledger::read, seq, limit);
    }

    static long last(Transaction tx) throws SQLException {
        return tx.only("SELECT coalesce(max(seq), 0) AS last FROM event", row -> row.number("last"));
    }

    /** All evidence about a recipient. */
    static List<Evidence> evidence(Transaction tx, LetterId letter, int recipient) throws SQLException {
        return tx
                .list(
                        "SELECT * FROM event WHERE letter = ? AND recipient = ? AND type = ? ORDER BY seq",
                        Ledger::read,
                        letter.value(),
                        recipient,
                        EventType.EVIDENCE.name())
                .stream()
                .flatMap(event -> event.evidence().stream())
                .toList();
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
        Map<String, String> words = new LinkedHashMap<>();
        for (Fact fact : Fact.values()) {
            if (facts.containsKey(fact)) {
                words.put(fact.word(), facts.get(fact));
            }
        }
        return Json.object(words);
    }

    /** Words that a newer version wrote are left out. */
    private static Map<Fact, String> facts(String json) {
        Map<Fact, String> facts = new EnumMap<>(Fact.class);
        Json.readObject(json).forEach((word, value) -> Fact.ofWord(word).ifPresent(fact -> facts.put(fact, value)));
        return facts;
    }
}
