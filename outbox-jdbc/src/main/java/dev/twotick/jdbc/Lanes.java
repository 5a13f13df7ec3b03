package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Lane;
import dev.twotick.outbox.Lane.Rank;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Turns;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is due for a desk, lane by lane, as one claim sees it: one step into the index for each lane, however much waits. */
final class Lanes implements Turns.Due<SQLException> {
    static final Map<Desk, String> DUE_LANES = forEachDesk("""
            WITH RECURSIVE lanes (lane) AS (
                SELECT (SELECT min(item.lane) FROM twotick_item AS item WHERE ready_for = 'DESK')
                UNION ALL
                SELECT (SELECT min(item.lane) FROM twotick_item AS item WHERE ready_for = 'DESK' AND item.lane > lanes.lane)
                FROM lanes WHERE lanes.lane IS NOT NULL)
            SELECT lane FROM lanes
            WHERE lane IS NOT NULL AND EXISTS (
                SELECT 1 FROM twotick_item AS item WHERE ready_for = 'DESK' AND item.lane = lanes.lane AND item.due <= ?)""");

    static final Map<Desk, String> DUE_LETTERS = forEachDesk("""
            SELECT due, letter FROM twotick_item
            WHERE ready_for = 'DESK' AND lane = ? AND due <= ? AND (due, letter) > (?, ?)
            ORDER BY due, letter LIMIT ?""");

    private static final Rank[] RANKS = Rank.values();
    private static final String RETRIES = "*";

    private final Transaction tx;
    private final Desk desk;
    private final Floors floors;
    private final Map<Lane, Place> reached = new HashMap<>();
    private final Set<LetterId> given = new LinkedHashSet<>();

    Lanes(Transaction tx, Desk desk, Floors floors) {
        this.tx = tx;
        this.desk = desk;
        this.floors = floors;
    }

    /** A place in a lane: the cursor that steps over all further items of a letter that are due at the same time. */
    private record Place(long due, String letter) {}

    private static Map<Desk, String> forEachDesk(String sql) {
        Map<Desk, String> each = new EnumMap<>(Desk.class);
        for (Desk desk : Desk.values()) {
            each.put(desk, sql.replace("DESK", desk.name()));
        }
        return each;
    }

    private String of(Map<Desk, String> statements) {
        return statements.getOrDefault(desk, "");
    }

    static String text(Lane lane) {
        return switch (lane.rank()) {
                    case HIGH -> "0";
                    case USUAL -> "1";
                    case LOW -> "2";
                }
                + lane.tenant()
                + mark(lane.retries());
    }

    /** How a lane of retries ends; {@link Items#UPDATE} knows it, too. No tenant's name has it. */
    static String mark(boolean retries) {
        return retries ? RETRIES : "";
    }

    private static Lane lane(Row row) throws SQLException {
        String text = row.text("lane");
        boolean retries = text.endsWith(RETRIES);
        int rank = text.isEmpty() ? -1 : text.charAt(0) - '0';
        if (rank < 0
                || rank >= RANKS.length
                || text.length() < 1 + mark(retries).length()) {
            throw new OutboxException("the lane " + Json.text(text)
                    + " of some items cannot be read: it is damaged, or a newer version made it");
        }
        return new Lane(
                RANKS[rank],
                retries,
                text.substring(1, text.length() - mark(retries).length()));
    }

    @Override
    public Collection<Lane> lanes() throws SQLException {
        if (!floors.relyOn()) {
            long begin = System.nanoTime();
            List<Lane> lanes = Legible.all(tx, of(DUE_LANES), Lanes::lane, tx.now());
            floors.looked(lanes, tx.now(), System.nanoTime() - begin);
            return lanes;
        }
        List<Lane> lanes = new ArrayList<>();
        for (Lane lane : floors.lanes()) {
            if (!places(lane, start(lane), 1).isEmpty()) {
                lanes.add(lane);
            }
        }
        return lanes;
    }

    private Place start(Lane lane) {
        return new Place(floors.of(lane), "");
    }

    private List<Place> places(Lane lane, Place after, int limit) throws SQLException {
        return tx.list(
                of(DUE_LETTERS),
                row -> new Place(row.number("due"), row.text("letter")),
                text(lane),
                tx.now(),
                after.due(),
                after.letter(),
                limit);
    }

    @Override
    public List<LetterId> next(Lane lane, int limit) throws SQLException {
        List<LetterId> letters = new ArrayList<>();
        boolean more = true;
        while (more && letters.size() < limit) {
            Place last = reached.containsKey(lane) ? reached.get(lane) : start(lane);
            int asked = limit - letters.size();
            List<Place> places = places(lane, last, asked);
            if (places.isEmpty()) {
                break;
            }
            more = places.size() == asked;
            for (Place place : places) {
                Legible.letter(place.letter()).filter(given::add).ifPresent(letters::add);
            }
            Place end = places.get(places.size() - 1);
            reached.put(lane, end);
            floors.raise(lane, end.due());
        }
        return letters;
    }
}
