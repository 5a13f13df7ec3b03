package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Retention;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what was kept long enough. A letter is looked at when it may have ended so long ago, at the earliest so long after its
 * acceptance; if it has not, it is looked at again as much later. So the work is that of the letters whose time has come, however
 * many are stored.
 */
final class Purge {
    private static final Logger LOG = LoggerFactory.getLogger(Purge.class);
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final int BODY = 0;
    /** After the letter itself, which is 1. */
    private static final int TOMBSTONE = 2;

    static final String OLDEST = """
            SELECT look_at, letter FROM twotick_retention WHERE stage = ? AND look_at <= ?
            ORDER BY look_at, letter LIMIT ? {skip locked}""";

    private static final String EXPECT = "INSERT INTO twotick_retention (stage, look_at, letter) VALUES (?, ?, ?)";

    private static final String FORGET = "DELETE FROM twotick_retention WHERE stage = ? AND look_at = ? AND letter = ?";

    private final Letters letters;

    Purge(Letters letters) {
        this.letters = letters;
    }

    private record Look(int stage, Instant at, LetterId letter) {}

    /** Has a new letter looked at. */
    static void expect(Transaction tx, SealedLetter letter) {
        tx.later(EXPECT, BODY, letter.acceptedAt(), letter.id().value());
    }

    int run(Transaction tx, Retention retention, int limit) throws SQLException {
        int looked = 0;
        List<Duration> kept = List.of(retention.bodies(), retention.letters(), retention.tombstones());
        for (int stage = BODY; stage <= TOMBSTONE; stage++) {
            Instant cutoff = tx.now().minus(kept.get(stage));
            List<Look> due = due(tx, stage, cutoff, limit - looked);
            for (Look look : due) {
                look(tx, look, cutoff);
            }
            looked += due.size();
        }
        tx.later("DELETE FROM twotick_unmatched WHERE at <= ?", tx.now().minus(retention.letters()));
        Bodies.removeAbandoned(tx);
        return looked;
    }

    private static List<Look> due(Transaction tx, int stage, Instant cutoff, int limit) throws SQLException {
        return Legible.list(
                tx,
                OLDEST,
                row -> new Look(stage, row.instant("look_at"), Legible.idOf(row.text("letter"))),
                limit,
                stage,
                cutoff);
    }

    private void look(Transaction tx, Look look, Instant cutoff) throws SQLException {
        if (look.stage() == TOMBSTONE) {
            Keys.forget(tx, look.letter());
            tx.later(FORGET, look.stage(), look.at(), look.letter().value());
            return;
        }
        Optional<Instant> end = end(tx, look.letter());
        if (end.isEmpty()) {
            move(tx, look, look.stage(), tx.now().plus(AT_ONCE));
        } else if (end.get().isAfter(cutoff)) {
            move(tx, look, look.stage(), end.get());
        } else if (remove(tx, look, end.get())) {
            move(tx, look, look.stage() + 1, end.get());
        } else {
            move(tx, look, look.stage(), tx.now().plus(AT_ONCE));
        }
    }

    /** When the letter ended; one with items that cannot be read has not. */
    private static Optional<Instant> end(Transaction tx, LetterId letter) throws SQLException {
        List<Item> items = Items.of(tx, letter);
        long rows = tx.only(
                "SELECT count(*) AS items FROM twotick_item WHERE letter = ?",
                row -> row.number("items"),
                letter.value());
        return rows == items.size() && rows > 0 ? Item.endOf(items) : Optional.empty();
    }

    private boolean remove(Transaction tx, Look look, Instant end) throws SQLException {
        if (look.stage() == BODY) {
            Bodies.remove(tx, look.letter());
            return true;
        }
        try {
            Optional<SealedLetter> letter = letters.find(tx, look.letter());
            letter.ifPresent(dead -> Keys.bury(tx, dead, end));
            Letters.remove(tx, look.letter());
            return letter.isPresent();
        } catch (OutboxException e) {
            LOG.error("letter {} is not purged: {}", look.letter(), e.getMessage());
            return false;
        }
    }

    private static void move(Transaction tx, Look look, int stage, Instant at) {
        tx.later(FORGET, look.stage(), look.at(), look.letter().value());
        tx.later(EXPECT, stage, at, look.letter().value());
    }
}
