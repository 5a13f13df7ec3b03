package dev.twotick.jdbc;

import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.OutboxException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes letters in: all of a letter, or nothing. */
final class Intake {
    private Intake() {}

    static Acceptance accept(Transaction tx, SealedLetter letter, Body body) throws SQLException {
        if (letter.key().isPresent()) {
            Optional<Letters.Keyed> first = Letters.findByKey(tx, letter.key().get());
            if (first.isPresent()) {
                return first.get().contentDigest().equals(letter.contentDigest())
                        ? new Acceptance.Known(first.get().id())
                        : new Acceptance.KeyTaken(first.get().id());
            }
        }
        if (Letters.exists(tx, letter.id())) {
            throw new OutboxException("a letter with the id " + letter.id() + " is there already; send it again");
        }
        Letters.insert(tx, letter);
        Bodies.insert(tx, letter.id(), body);
        return new Acceptance.Accepted(insertItems(tx, letter));
    }

    private static List<Event> insertItems(Transaction tx, SealedLetter letter) throws SQLException {
        List<Event> events = new ArrayList<>();
        for (Item item : Item.allOf(letter)) {
            Items.insert(tx, item);
            if (item.number() != Item.SENT_COPY) {
                events.add(Ledger.append(tx, letter.id(), item.number(), EventType.ACCEPTED, Map.of()));
            }
        }
        return events;
    }
}
