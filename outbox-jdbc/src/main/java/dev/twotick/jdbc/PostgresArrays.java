package dev.twotick.jdbc;

import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Says a statement for one row as one for many: one plan and one execution, however many rows there are. Its parameters are arrays
 * of the same length, one for each column; or, where rows are wide, a single array with an array literal for each row, since the
 * server takes memory of the system anew for every array that it goes through at the same time. It knows the three forms that are
 * used here: {@code INSERT … VALUES (?, …)}, {@code UPDATE … SET … WHERE …} and {@code DELETE FROM … WHERE …}. Thread-safe.
 */
final class PostgresArrays {
    private static final Pattern VALUES = Pattern.compile("VALUES \\([?, ]*\\)");
    private static final Pattern WHERE = Pattern.compile("\\bWHERE\\b");
    private static final Pattern PARAMETER = Pattern.compile("\\?");

    /** What needs no quotes in a literal. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.@+-]*");

    /** The sign has the planner think of one row, so that it goes by index for each instead of through the whole table. */
    private static final String BY_INDEX = " WHERE v.n + 0 = v.n AND";

    /** The most columns that are arrays of their own. From six to sixteen the time for ten rows grows from 20 to 300 µs. */
    private static final int NARROW = 8;

    private final Map<String, ManyRows> known = new ConcurrentHashMap<>();

    /**
     * A statement for many rows.
     *
     * @param sql with one parameter for each column of the rows
     * @param types of the columns, as PostgreSQL names them
     * @param byRow whether its one parameter is an array of rows, instead of an array for each column
     */
    record ManyRows(String sql, List<String> types, boolean byRow) {}

    /** The server is asked once for the types of a statement's parameters. */
    ManyRows of(String sql, Connection connection) throws SQLException {
        ManyRows there = known.get(sql);
        if (there != null) {
            return there;
        }
        ManyRows found = of(sql, types(sql, connection));
        known.put(sql, found);
        return found;
    }

    private static List<String> types(String sql, Connection connection) throws SQLException {
        try (PreparedStatement one = connection.prepareStatement(sql)) {
            ParameterMetaData parameters = one.getParameterMetaData();
            List<String> types = new ArrayList<>();
            for (int i = 1; i <= parameters.getParameterCount(); i++) {
                types.add(parameters.getParameterTypeName(i));
            }
            return types;
        }
    }

    static ManyRows of(String sql, List<String> types) {
        // octets would have to be written out in a literal
        boolean byRow = types.size() > NARROW && !types.contains("bytea");
        return new ManyRows(byRow ? overRows(sql, types) : overColumns(sql, types), List.copyOf(types), byRow);
    }

    private static String overColumns(String sql, List<String> types) {
        List<String> names = numbered(types.size(), i -> "p" + i);
        String rows = "unnest("
                + types.stream().map(type -> "?::" + type + "[]").collect(Collectors.joining(", "))
                + ") WITH ORDINALITY AS v (" + String.join(", ", names) + ", n)";
        return over(sql, rows, numbered(types.size(), i -> "v.p" + i));
    }

    /** OFFSET has each literal read once, and not for each of its columns. */
    private static String overRows(String sql, List<String> types) {
        String rows =
                "(SELECT line::text[] AS r, n FROM unnest(?::text[]) WITH ORDINALITY AS l (line, n) OFFSET 0) AS v";
        return over(sql, rows, numbered(types.size(), i -> "v.r[" + i + "]::" + types.get(i - 1)));
    }

    private static String over(String sql, String rows, List<String> columns) {
        if (sql.startsWith("INSERT")) {
            return replaceOne(VALUES, sql, "SELECT " + String.join(", ", columns) + " FROM " + rows);
        }
        int[] last = {0};
        String named = PARAMETER.matcher(sql).replaceAll(any -> columns.get(last[0]++));
        return replaceOne(WHERE, named, (sql.startsWith("UPDATE") ? "FROM " : "USING ") + rows + BY_INDEX);
    }

    private static String replaceOne(Pattern place, String sql, String by) {
        Matcher found = place.matcher(sql);
        if (!found.find()) {
            throw new IllegalArgumentException("no place for the rows in: " + sql);
        }
        return sql.substring(0, found.start()) + by + sql.substring(found.end());
    }

    private static List<String> numbered(int count, IntFunction<String> name) {
        return IntStream.rangeClosed(1, count).mapToObj(name).toList();
    }

    /** A row as an array literal of PostgreSQL's. */
    static String literal(Object[] row) {
        StringBuilder literal = new StringBuilder("{");
        for (Object value : row) {
            literal.append(literal.length() > 1 ? "," : "");
            Object plain = Statements.plain(value);
            if (plain instanceof String text) {
                quote(text, literal);
            } else {
                literal.append(plain == null ? "NULL" : plain);
            }
        }
        return literal.append('}').toString();
    }

    private static void quote(String text, StringBuilder literal) {
        if (!text.isEmpty() && PLAIN.matcher(text).matches() && !text.equalsIgnoreCase("null")) {
            literal.append(text);
            return;
        }
        literal.append('"');
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (sign == '"' || sign == '\\') {
                literal.append('\\');
            }
            literal.append(sign);
        }
        literal.append('"');
    }
}
