package dev.twotick.jdbc;

import java.util.List;

/**
 * Something to ask the store, together with others.
 *
 * @param sql as {@link Statements} takes it
 * @param reader called with each row
 * @param arguments of the statement
 */
record Question(String sql, Row.Reader<?> reader, List<Object> arguments) {
    static Question of(String sql, Row.Reader<?> reader, Object... arguments) {
        return new Question(sql, reader, List.of(arguments));
    }
}
