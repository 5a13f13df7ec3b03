package dev.twotick.jdbc;

import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Stocktake;
import dev.twotick.outbox.SubmissionState;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Counts recipients. Reads every item once, so it is for gauges, not for each letter. */
final class Counts {
    private static final String STATES =
            "SELECT state, count(*) AS items FROM twotick_item WHERE number > 0 GROUP BY state";

    private static final String UNCONFIRMED = """
            SELECT count(*) AS items, min(letter.accepted_at) AS oldest
            FROM twotick_item AS item JOIN twotick_letter AS letter ON letter.id = item.letter
            WHERE item.number > 0 AND item.deadline IS NOT NULL AND item.state = 'SUBMITTED' AND item.wanted <> 'NONE'""";

    private static final String OVERDUE =
            "SELECT count(*) AS items FROM twotick_item WHERE overdue = 1 AND deadline IS NOT NULL";

    private static final String UNMATCHED = "SELECT count(*) AS items FROM twotick_unmatched";

    private Counts() {}

    private record Unconfirmed(long items, Optional<Instant> oldest) {}

    static Stocktake take(Transaction tx) throws SQLException {
        Unconfirmed unconfirmed =
                tx.only(UNCONFIRMED, row -> new Unconfirmed(row.number("items"), row.optionalInstant("oldest")));
        return new Stocktake(
                states(tx),
                unconfirmed.items(),
                unconfirmed.oldest(),
                tx.only(OVERDUE, row -> row.number("items")),
                tx.only(UNMATCHED, row -> row.number("items")));
    }

    private static Map<SubmissionState, Long> states(Transaction tx) throws SQLException {
        Map<SubmissionState, Long> states = new EnumMap<>(SubmissionState.class);
        tx.list(STATES, row -> states.put(state(row.text("state")), row.number("items")));
        return states;
    }

    private static SubmissionState state(String name) {
        try {
            return SubmissionState.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new OutboxException("an item has the unknown state " + name + "; a newer version wrote it", e);
        }
    }
}
