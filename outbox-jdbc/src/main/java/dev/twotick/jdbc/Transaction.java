package dev.twotick.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A transaction that is under way. Valid only inside the {@link Work} that it is given to.
 *
 * @param statements what runs in it
 * @param now the one time of everything that is done in it, in whole milliseconds
 */
record Transaction(Statements statements, Instant now) {

    /** What is done in a transaction; whatever it throws rolls everything back. */
    @FunctionalInterface
    interface Work<T> {
        T run(Transaction tx) throws SQLException;
    }

    int update(String sql, Object... arguments) throws SQLException {
        return statements.update(sql, arguments);
    }

    <T> List<T> list(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        return statements.list(sql, reader, arguments);
    }

    <T> Optional<T> first(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        return statements.first(sql, reader, arguments);
    }

    <T> T only(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        return statements.only(sql, reader, arguments);
    }
}
