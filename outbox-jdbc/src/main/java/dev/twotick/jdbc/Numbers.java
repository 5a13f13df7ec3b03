package dev.twotick.jdbc;

import java.sql.SQLException;

/** The numbers of events and leases within one transaction; they rise in the order of the commits and are never given twice. */
interface Numbers {
    /** The next one. */
    long next() throws SQLException;

    /** Keeps the place, if it has to be kept. */
    void keep() throws SQLException;
}
