package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.OutboxException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Letters together with what their events tell. */
final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    private final Letters letters;

    Deliveries(Letters letters) {
        this.letters = letters;
    }

    /**
     * Reads one letter.
     *
     * @throws OutboxException when its row or one of its events cannot be read
     */
    Optional<Delivery> find(Transaction tx, LetterId id) throws SQLException {
        Optional<SealedLetter> letter = letters.find(tx, id);
        return letter.isEmpty() ? Optional.empty() : Optional.of(delivery(tx, letter.get()));
    }

    /** Passes over what cannot be read, and fills the page all the same, since a page that is not full is the last one. */
    List<Delivery> list(Transaction tx, DeliveryQuery query) throws SQLException {
        List<Delivery> page = new ArrayList<>();
        DeliveryQuery rest = query;
        while (true) {
            List<SealedLetter> found = letters.list(tx, rest);
            for (SealedLetter letter : found) {
                legible(tx, letter).ifPresent(page::add);
            }
            if (found.size() < rest.limit() || page.size() == query.limit()) {
                return page;
            }
            rest = new DeliveryQuery(
                    query.submission(),
                    query.confirmation(),
                    query.overdueOnly(),
                    Optional.of(found.get(found.size() - 1).id()),
                    query.limit() - page.size());
        }
    }

    private static Optional<Delivery> legible(Transaction tx, SealedLetter letter) throws SQLException {
        try {
            return Optional.of(delivery(tx, letter));
        } catch (OutboxException e) {
            LOG.error("letter {} is left out of a list: {}", letter.id(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Delivery delivery(Transaction tx, SealedLetter letter) throws SQLException {
        return Delivery.of(letter, Ledger.of(tx, letter.id()));
    }
}
