package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Lane;
import dev.twotick.outbox.Lane.Rank;
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
                SELECT (SELECT min(item.lane) FROM item WHERE ready_for = 'DESK')
                UNION ALL
                SELECT (SELECT min(item.lane) FROM item WHERE ready_for = 'DESK' AND item.lane > lanes.lane)
                FROM lanes WHERE lanes.lane IS NOT NULL)
            SELECT lane FROM lanes
            WHERE lane IS NOT NULL AND EXISTS (
                SELECT 1 FROM item WHERE ready_for = 'DESK' AND item.lane = lanes.lane AND item.due <= ?)""");

    static final Map<Desk, String> DUE_LETTERS = forEachDesk("""
            SELECT due, letter FROM item
            WHERE ready_for = 'DESK' AND lane = ? AND due <= ? AND (due, letter) > (?, ?)
            ORDER BY due, letter LIMIT ?""");

    private static final Rank[] RANKS = Rank.values();

    private final Transaction tx;
    private final Desk desk;
    private final Map<Lane, Place> reached = new HashMap<>();
    private final Set<LetterId> given = new LinkedHashSet<>();

    Lanes(Transaction tx, Desk desk) {
        this.tx = tx;
        this.desk = desk;
    }

    /** A place in a lane: the cursor that steps over all further items of a letter that are due at the same time. */
    private record Place(long due, String letter) {
        static final Place START = new Place(Long.MIN_VALUE, "");
    }

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
                + lane.tenant();
    }

    private static Lane lane(String text) {
        return new Lane(RANKS[text.charAt(0) - '0'], text.substring(1));
    }

    @Override
    public Collection<Lane> lanes() throws SQLException {
        return tx.list(of(DUE_LANES), row -> lane(row.text("lane")), tx.now());
    }

    @Override
    public List<LetterId> next(Lane lane, int limit) throws SQLException {
        List<LetterId> letters = new ArrayList<>();
        while (letters.size() < limit) {
            Place last = reached.getOrDefault(lane, Place.START);
            List<Place> places = tx.list(
                    of(DUE_LETTERS),
                    row -> new Place(row.number("due"), row.text("letter")),
                    text(lane),
                    tx.now(),
                    last.due(),
                    last.letter(),
                    limit - letters.size());
            if (places.isEmpty()) {
                break;
            }
            places.stream()
                    .map(place -> new LetterId(place.letter()))
                    .filter(given::add)
                    .forEach(letters::add);
            reached.put(lane, places.get(places.size() - 1));
        }
        return letters;
    }
}
