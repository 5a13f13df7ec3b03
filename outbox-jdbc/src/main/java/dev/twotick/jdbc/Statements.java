package dev.twotick.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection with its prepared statements, each kept until the connection is closed. Arguments may be {@link Instant}s,
 * booleans and {@link Optional}s beside what JDBC takes. Used by one thread at a time.
 */
final class Statements implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    /** Runs a statement without arguments and without a result. */
    void execute(String sql) throws SQLException {
        prepare(sql).execute();
    }

    /** Changes rows and tells how many. */
    int update(String sql, Object... arguments) throws SQLException {
        return prepare(sql, arguments).executeUpdate();
    }

    /** Reads all rows. */
    <T> List<T> list(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        List<T> values = new ArrayList<>();
        try (ResultSet result = prepare(sql, arguments).executeQuery()) {
            Row row = new Row(result);
            while (result.next()) {
                values.add(reader.read(row));
            }
        }
        return values;
    }

    /** Reads the first row. */
    <T> Optional<T> first(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        List<T> values = list(sql, reader, arguments);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** Reads the row of a statement that always gives one. */
    <T> T only(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        return first(sql, reader, arguments).orElseThrow(() -> new SQLException("no row came from: " + sql));
    }

    private PreparedStatement prepare(String sql, Object... arguments) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < arguments.length; i++) {
            bind(statement, i + 1, arguments[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int at, @Nullable Object value) throws SQLException {
        if (value instanceof Optional<?> optional) {
            bind(statement, at, optional.orElse(null));
        } else if (value instanceof Instant instant) {
            statement.setLong(at, instant.toEpochMilli());
        } else if (value instanceof Boolean flag) {
            statement.setInt(at, flag ? 1 : 0);
        } else {
            statement.setObject(at, value);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
