package dev.twotick.jdbc;

import java.sql.SQLException;

/**
 * Numbers that are made of the transaction's id and a count within it. A reader that asks for all numbers below those of the
 * oldest transaction that is still under way can miss none that commits later, since all later ones are greater; a sequence
 * could not promise that. No number is stored anywhere, and no two nodes wait for each other.
 */
final class PostgresNumbers implements Numbers {
    private static final int BITS = 22;
    private static final long MOST = 1L << BITS;
    private static final String XID = "(pg_current_xact_id()::text::bigint + xid_offset)";

    /** The least number that a transaction which is under way, or is still to come, can have. */
    static final String FIRST_OPEN = "(SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::bigint + xid_offset) << "
            + BITS + " FROM twotick_store)";

    private static final String NOW = "floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now";

    /** The server's time, and nothing else. */
    static final String TIME = "SELECT " + NOW;

    static final String BEGIN = "SELECT " + NOW + ", " + XID + " << " + BITS + " AS first FROM twotick_store";

    /** In a caller's transaction, events may have been written already. */
    static final String JOIN =
            "SELECT " + NOW + ", (SELECT coalesce(max(seq), x.first) FROM twotick_event WHERE seq >= x.first"
                    + " AND seq < x.first + " + MOST + ") AS first FROM (SELECT " + XID + " << " + BITS
                    + " AS first FROM twotick_store) AS x";

    /**
     * Makes the next numbers greater than those that stand in the ledger. In the cluster that wrote them nothing that can be seen has
     * the number of a transaction that is still to begin, however long ago this one began.
     */
    static final String RISE =
            "UPDATE twotick_store SET xid_offset = e.top + 1 - pg_current_xact_id()::text::bigint FROM (SELECT max(seq) >> "
                    + BITS + " AS top FROM twotick_event) AS e"
                    + " WHERE e.top >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint + xid_offset";

    private final long end;
    private long last;

    private PostgresNumbers(long last) {
        this.last = last;
        this.end = (last | (MOST - 1)) + 1;
    }

    static Numbers from(long last) {
        return new PostgresNumbers(last);
    }

    /** For a transaction that only reads. */
    static Numbers none() {
        return new PostgresNumbers(-1);
    }

    @Override
    public long next() throws SQLException {
        if (last + 1 >= end) {
            throw new SQLException("more than " + MOST + " events in one transaction");
        }
        return ++last;
    }

    @Override
    public void keep() {
        // the next transaction has another id
    }
}
