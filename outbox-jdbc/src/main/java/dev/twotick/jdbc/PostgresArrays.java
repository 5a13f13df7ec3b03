package dev.twotick.jdbc;

import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Says a statement for one row as one for many, whose parameters are arrays of the same length: one plan and one execution,
 * however many rows there are. It knows the three forms that are used here: {@code INSERT … VALUES (?, …)}, {@code UPDATE … SET …
 * WHERE …} and {@code DELETE FROM … WHERE …}. Thread-safe.
 */
final class PostgresArrays {
    private static final Pattern VALUES = Pattern.compile("VALUES \\([?, ]*\\)");
    private static final Pattern WHERE = Pattern.compile("\\bWHERE\\b");
    private static final Pattern PARAMETER = Pattern.compile("\\?");

    /** The sign has the planner think of one row, so that it goes by index for each instead of through the whole table. */
    private static final String BY_INDEX = " WHERE v.n + 0 = v.n AND";

    private final Map<String, ManyRows> known = new ConcurrentHashMap<>();

    /**
     * A statement for many rows.
     *
     * @param sql with one parameter for each column of the rows
     * @param types of the columns, as PostgreSQL names them
     */
    record ManyRows(String sql, List<String> types) {}

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
        String rows = "unnest("
                + types.stream().map(type -> "?::" + type + "[]").collect(Collectors.joining(", "))
                + ") WITH ORDINALITY AS v (" + columns("", types.size()) + ", n)";
        return new ManyRows(over(sql, rows, columns("v.", types.size())), List.copyOf(types));
    }

    private static String over(String sql, String rows, String columns) {
        if (sql.startsWith("INSERT")) {
            return replaceOne(VALUES, sql, "SELECT " + columns + " FROM " + rows);
        }
        int[] last = {0};
        String named = PARAMETER.matcher(sql).replaceAll(any -> "v.p" + ++last[0]);
        return replaceOne(WHERE, named, (sql.startsWith("UPDATE") ? "FROM " : "USING ") + rows + BY_INDEX);
    }

    private static String replaceOne(Pattern place, String sql, String by) {
        Matcher found = place.matcher(sql);
        if (!found.find()) {
            throw new IllegalArgumentException("no place for the rows in: " + sql);
        }
        return sql.substring(0, found.start()) + by + sql.substring(found.end());
    }

    private static String columns(String table, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> table + "p" + i).collect(Collectors.joining(", "));
    }
}
