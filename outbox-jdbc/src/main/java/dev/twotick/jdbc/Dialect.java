package dev.twotick.jdbc;

import com.zaxxer.hikari.HikariConfig;
import dev.twotick.outbox.Lane;
import dev.twotick.outbox.OutboxException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /** Begins a transaction that only reads, on one unchanging view of the data. */
    Transaction beginReading(Statements sql) throws SQLException;

    /** Begins a transaction that will write, waits for the right to do so, and asks what it is to know. */
    Transaction begin(Statements sql, Known known) throws SQLException;

    /** Takes part in a transaction of the caller's. */
    Transaction join(Statements sql) throws SQLException;

    /** The statement with which a writing transaction begins. */
    String beginning();

    /** Keeps other processes out while the schema is looked at and changed, until the transaction ends; or does nothing. */
    void lockSchema(Statements sql) throws SQLException;

    /** Looks after what has to fit before the first step, in the transaction that has looked at the schema; or does nothing. */
    default void opened(Statements sql) throws SQLException {}

    /** The time by the store's clock, without a connection. */
    Instant now();

    /**
     * A statement in the words of this database. What differs stands in braces: {@code {among texts}}, {@code {pairs}} and {@code
     * {keys}} take one argument with JSON, {@code {skip locked}} and {@code {lock item}} lock what was read,
     * {@code {ready items}}, {@code {last number}}, {@code {first open number}} and {@code {schema version table}} (a row if it is
     * there) stand for themselves.
     */
    String localised(String sql);

    /** The resources that make the schema, in the order of their versions, from version 1. */
    List<String> migrations();

    /** What an error of the driver means and what to look at, in one clause. */
    String reason(SQLException error);

    /** How far an error reaches. */
    Reach reachOf(SQLException error);

    /**
     * The statement that keeps keys for this transaction, given as {@code {pairs}}, and tells those that another transaction keeps;
     * empty where there is never another one.
     */
    default Optional<String> keepingKeys() {
        return Optional.empty();
    }

    /** How rows of several kinds are written with one question; empty where a question costs nothing. */
    default Optional<PostgresArrays> arrays() {
        return Optional.empty();
    }

    /** How long a transaction may wait for letters that are to come along, see {@link Gathering}. */
    default Duration gathering() {
        return Duration.ZERO;
    }

    /** How long a claim may rely on where the last one stopped; the longer, the less it sees of what is due earlier. */
    default Floors floors(Set<Lane> known) {
        return Floors.none();
    }

    /** How far an error reaches. */
    enum Reach {
        /** The same step may succeed at the next try. */
        MOMENT,
        /** Another step may succeed. */
        STEP,
        /** No step can succeed just now. */
        STORE,
        /** No step can, and what was committed before may not be there. */
        PAST
    }

    /** What is done when the tables are those that this code knows, outside of any transaction. */
    default void afterOpening(Statements sql) throws SQLException {}

    /**
     * What is said before tables are changed, if anything: it keeps a change that has to wait from keeping everybody else waiting.
     * The change is begun anew then, a second later, for some minutes.
     */
    default Optional<String> beforeMigration() {
        return Optional.empty();
    }

    /** What is said at the begin of a transaction while steps have lately waited for others in vain, so that it waits briefly. */
    default Optional<String> impatience() {
        return Optional.empty();
    }

    /** Whether an error says that others have kept for too long what is wanted. */
    default boolean isLockWait(SQLException error) {
        return false;
    }

    /** Whether an error says that what a connection has prepared is of no use any more, so that a new one will do better. */
    default boolean isOutdated(SQLException error) {
        return false;
    }

    /** Whether the caller's transaction on a connection is in the store with a name. */
    boolean isSameStore(Statements sql, String name) throws SQLException;

    /** What goes on beside the one connection that writes. */
    Companion accompany();

    /** Whatever a database needs around its writer. Called by the writer's thread, but for {@link #close}. */
    interface Companion extends AutoCloseable {
        /** Waits for our turn among the processes that write. */
        default void beforeTransaction() throws SQLException {}

        /** Ends our turn, whether the transaction succeeded or not. */
        default void afterTransaction() {}

        /** Does what is to be done between two transactions. */
        default void betweenTransactions(Statements sql) throws SQLException {}

        /** Makes sure that what was committed before a fault of the store is really there, before anything is added. */
        default void afterFault(Statements sql) throws SQLException {}

        @Override
        default void close() {}
    }
}
