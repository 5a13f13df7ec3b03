package dev.twotick.jdbc;

import java.sql.SQLException;

/** Numbers that are kept in a row; there is one transaction at a time. */
final class SqliteNumbers implements Numbers {
    private final Statements sql;
    private long first = -1;
    private long last = -1;

    SqliteNumbers(Statements sql) {
        this.sql = sql;
    }

    @Override
    public long next() throws SQLException {
        if (last < 0) {
            last = sql.only("SELECT last_number FROM twotick_store", row -> row.number("last_number"));
            first = last;
        }
        return ++last;
    }

    @Override
    public void keep() throws SQLException {
        if (last > first) {
            sql.update("UPDATE twotick_store SET last_number = ?", last);
        }
    }
}
