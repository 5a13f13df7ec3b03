package dev.twotick.jdbc;

import com.zaxxer.hikari.HikariConfig;
import dev.twotick.outbox.OutboxException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What differs between the databases that can hold an outbox. Thread-safe. */
interface Dialect {
    /** Where the outbox lies, for messages; never with a secret. */
    String place();

    /**
     * Makes the place of the outbox unless it is there. Called once, before the first connection.
     *
     * @throws OutboxException when something would keep it from working that can be said more plainly than the driver would
     */
    void prepare();

    /**
     * Opens a connection that writes, after checking that what it commits is durable.
     *
     * @throws OutboxException when it is not
     */
    Connection connect() throws SQLException;

    /** The pool of connections that only read. */
    HikariConfig readers();

    /** Begins a transaction that will write, and waits for the right to do so. */
    String beginWriting();

    /** The resources that make the schema, in the order of their versions, from version 1. */
    List<String> migrations();

    /** What an error of the driver means and what to look at, in one clause. */
    String reason(SQLException error);
}
