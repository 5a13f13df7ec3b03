package dev.twotick.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
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
 * booleans and {@link Optional}s beside what JDBC takes; what stands in braces is said in the words of the {@link Dialect}.
 * Used by one thread at a time.
 */
final class Statements implements AutoCloseable {
    private final Connection connection;
    private final Dialect dialect;
    private final Map<String, Prepared> prepared = new HashMap<>();
    private final Optional<RoundTrip> atOnce;

    Statements(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
        this.atOnce = dialect.arrays().map(known -> new RoundTrip(connection, known));
    }

    /** A statement with the places of its result's columns. */
    private static final class Prepared {
        private final PreparedStatement statement;
        private @Nullable Map<String, Integer> columns;

        Prepared(PreparedStatement statement) {
            this.statement = statement;
        }

        Map<String, Integer> columns(ResultSet result) throws SQLException {
            Map<String, Integer> known = columns;
            if (known == null) {
                known = Statements.columns(result);
                columns = known;
            }
            return known;
        }
    }

    /** The places of a result's columns. */
    static Map<String, Integer> columns(ResultSet result) throws SQLException {
        Map<String, Integer> columns = new HashMap<>();
        ResultSetMetaData data = result.getMetaData();
        for (int i = data.getColumnCount(); i > 0; i--) {
            columns.put(data.getColumnLabel(i), i);
        }
        return columns;
    }

    /** Runs a statement without arguments and without a result. */
    void execute(String sql) throws SQLException {
        prepare(sql).statement.execute();
    }

    /** Changes rows and tells how many. */
    int update(String sql, Object... arguments) throws SQLException {
        return prepare(sql, arguments).statement.executeUpdate();
    }

    /** Runs statements, each with all of its rows of arguments. */
    void updateAll(Map<String, List<Object[]>> rows) throws SQLException {
        if (atOnce.isPresent()) {
            atOnce.get().write(rows);
            return;
        }
        for (Map.Entry<String, List<Object[]>> each : rows.entrySet()) {
            updateAll(each.getKey(), each.getValue());
        }
    }

    private void updateAll(String sql, List<Object[]> rows) throws SQLException {
        if (rows.size() == 1) {
            update(sql, rows.get(0));
            return;
        }
        PreparedStatement statement = prepare(sql).statement;
        for (Object[] row : rows) {
            bind(statement, row);
            statement.addBatch();
        }
        statement.executeBatch();
    }

    /** Asks several questions in their order; each is answered as the store is when its turn has come. */
    void read(List<Question> questions) throws SQLException {
        if (questions.size() > 1 && atOnce.isPresent()) {
            atOnce.get().read(questions, dialect);
            return;
        }
        for (Question question : questions) {
            list(question.sql(), question.reader(), question.arguments().toArray());
        }
    }

    /** Reads all rows. */
    <T> List<T> list(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        List<T> values = new ArrayList<>();
        Prepared query = prepare(sql, arguments);
        try (ResultSet result = query.statement.executeQuery()) {
            Row row = new Row(result, query.columns(result));
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

    Dialect dialect() {
        return dialect;
    }

    private Prepared prepare(String sql, Object... arguments) throws SQLException {
        Prepared known = prepared.get(sql);
        if (known == null) {
            known = new Prepared(connection.prepareStatement(dialect.localised(sql)));
            prepared.put(sql, known);
        }
        bind(known.statement, arguments);
        return known;
    }

    private static void bind(PreparedStatement statement, Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, plain(arguments[i]));
        }
    }

    /** What JDBC takes for an argument. */
    static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return plain(optional.orElse(null));
        }
        if (value instanceof Instant instant) {
            return instant.toEpochMilli();
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        return value;
    }

    /** Gives the statements back and leaves the connection open. */
    void release() throws SQLException {
        for (Prepared each : prepared.values()) {
            each.statement.close();
        }
        prepared.clear();
        if (atOnce.isPresent()) {
            atOnce.get().release();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
