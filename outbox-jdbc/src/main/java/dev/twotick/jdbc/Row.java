package dev.twotick.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The current row of a result, read by the names of its columns. Valid only inside the {@link Reader} that it is given to. */
final class Row {
    private final ResultSet result;
    private final Map<String, Integer> columns;

    Row(ResultSet result, Map<String, Integer> columns) {
        this.result = result;
        this.columns = columns;
    }

    /** Makes a value of a row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    private int at(String column) throws SQLException {
        Integer place = columns.get(column);
        if (place == null) {
            throw new SQLException("the result has no column " + column);
        }
        return place;
    }

    String text(String column) throws SQLException {
        return Objects.requireNonNull(result.getString(at(column)), column);
    }

    Optional<String> optionalText(String column) throws SQLException {
        return Optional.ofNullable(result.getString(at(column)));
    }

    long number(String column) throws SQLException {
        return result.getLong(at(column));
    }

    Optional<Integer> optionalInt(String column) throws SQLException {
        int number = result.getInt(at(column));
        return result.wasNull() ? Optional.empty() : Optional.of(number);
    }

    boolean flag(String column) throws SQLException {
        return result.getInt(at(column)) != 0;
    }

    byte[] bytes(String column) throws SQLException {
        return Objects.requireNonNull(result.getBytes(at(column)), column);
    }

    Instant instant(String column) throws SQLException {
        return Instant.ofEpochMilli(result.getLong(at(column)));
    }

    Optional<Instant> optionalInstant(String column) throws SQLException {
        long millis = result.getLong(at(column));
        return result.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
