package dev.twotick.jdbc;

import dev.twotick.jdbc.PostgresArrays.ManyRows;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says several statements to PostgreSQL at once and waits for one answer, since a transaction's time is mostly that of its
 * questions on their way: rows of several kinds, a statement with arrays for each, or several questions. Used by one thread at a
 * time.
 */
final class RoundTrip {
    /** So many octets of letters go at once; a value of PostgreSQL's has no room for more than a gigabyte. */
    private static final long MOST_OCTETS = 16 << 20;

    private final Connection connection;
    private final PostgresArrays arrays;
    private final Map<List<String>, Together> known = new HashMap<>();
    private final Map<List<String>, Questions> knownQuestions = new HashMap<>();

    RoundTrip(Connection connection, PostgresArrays arrays) {
        this.connection = connection;
        this.arrays = arrays;
    }

    /** Statements that are sent as one. */
    private record Together(PreparedStatement statement, List<ManyRows> parts) {}

    /** Writes all rows, kind by kind: first what is deleted, then what is added, then what is changed. */
    void write(Map<String, List<Object[]>> rows) throws SQLException {
        Map<String, List<List<Object[]>>> slices = new HashMap<>();
        rows.forEach((sql, all) -> slices.put(sql, slices(all)));
        int most = slices.values().stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < most; i++) {
            int round = i;
            // in one order, so that there are few texts for the server to know, whichever step came first
            List<String> kinds = rows.keySet().stream()
                    .sorted()
                    .filter(sql -> round < slices.getOrDefault(sql, List.of()).size())
                    .toList();
            write(
                    kinds,
                    kinds.stream()
                            .map(sql -> slices.getOrDefault(sql, List.of()).get(round))
                            .toList());
        }
    }

    private static List<List<Object[]>> slices(List<Object[]> rows) {
        List<List<Object[]>> slices = new ArrayList<>();
        int begin = 0;
        long octets = 0;
        for (int i = 0; i < rows.size(); i++) {
            long more = octets(rows.get(i));
            if (i > begin && octets + more > MOST_OCTETS) {
                slices.add(rows.subList(begin, i));
                begin = i;
                octets = 0;
            }
            octets += more;
        }
        slices.add(rows.subList(begin, rows.size()));
        return slices;
    }

    private static long octets(Object[] row) {
        long octets = 0;
        for (Object value : row) {
            octets += value instanceof byte[] bytes ? bytes.length : 0;
        }
        return octets;
    }

    private void write(List<String> kinds, List<List<Object[]>> rows) throws SQLException {
        Together together = together(kinds);
        List<Array> bound = new ArrayList<>();
        int at = 0;
        for (int kind = 0; kind < kinds.size(); kind++) {
            for (Array array : arrays(together.parts().get(kind), rows.get(kind))) {
                bound.add(array);
                together.statement().setArray(++at, array);
            }
        }
        together.statement().execute();
        for (Array array : bound) {
            array.free();
        }
    }

    private List<Array> arrays(ManyRows part, List<Object[]> rows) throws SQLException {
        if (part.byRow()) {
            return List.of(connection.createArrayOf(
                    "text", rows.stream().map(PostgresArrays::literal).toArray(String[]::new)));
        }
        List<Array> columns = new ArrayList<>();
        for (int column = 0; column < part.types().size(); column++) {
            String type = part.types().get(column);
            columns.add(connection.createArrayOf(type, column(rows, column, type)));
        }
        return columns;
    }

    private Together together(List<String> kinds) throws SQLException {
        Together there = known.get(kinds);
        if (there != null) {
            return there;
        }
        List<ManyRows> parts = new ArrayList<>();
        for (String sql : kinds) {
            parts.add(arrays.of(sql, connection));
        }
        String sql = parts.stream().map(ManyRows::sql).collect(Collectors.joining("; "));
        Together made = new Together(connection.prepareStatement(sql), parts);
        known.put(kinds, made);
        return made;
    }

    private static @Nullable Object[] column(List<Object[]> rows, int column, String type) {
        @Nullable
        Object[] values = switch (type) {
            case "int8" -> new Long[rows.size()];
            case "int4" -> new Integer[rows.size()];
            case "bytea" -> new byte[rows.size()][];
            default -> new String[rows.size()];
        };
        for (int i = 0; i < values.length; i++) {
            values[i] = value(Statements.plain(rows.get(i)[column]), type);
        }
        return values;
    }

    private static @Nullable Object value(@Nullable Object plain, String type) {
        if (plain instanceof Number number) {
            return type.equals("int4") ? (Object) Math.toIntExact(number.longValue()) : (Object) number.longValue();
        }
        return plain;
    }

    /** Questions that are asked as one. */
    private record Questions(PreparedStatement statement, List<Map<String, Integer>> columns) {}

    /** Asks all questions in their order, and then has each row read by the reader of its question. */
    void read(List<Question> questions, Dialect dialect) throws SQLException {
        Questions together = together(questions, dialect);
        int at = 0;
        for (Question question : questions) {
            for (Object argument : question.arguments()) {
                together.statement().setObject(++at, Statements.plain(argument));
            }
        }
        together.statement().execute();
        for (int i = 0; i < questions.size(); i++) {
            try (ResultSet result = together.statement().getResultSet()) {
                if (together.columns().size() == i) {
                    together.columns().add(Statements.columns(result));
                }
                Row row = new Row(result, together.columns().get(i));
                while (result.next()) {
                    questions.get(i).reader().read(row);
                }
            }
            together.statement().getMoreResults();
        }
    }

    private Questions together(List<Question> questions, Dialect dialect) throws SQLException {
        List<String> kinds = questions.stream().map(Question::sql).toList();
        Questions there = knownQuestions.get(kinds);
        if (there != null) {
            return there;
        }
        String sql = kinds.stream().map(dialect::localised).collect(Collectors.joining("; "));
        Questions made = new Questions(connection.prepareStatement(sql), new ArrayList<>());
        knownQuestions.put(kinds, made);
        return made;
    }

    /** Gives the statements back. */
    void release() throws SQLException {
        for (Questions each : knownQuestions.values()) {
            each.statement().close();
        }
        knownQuestions.clear();
        for (Together each : known.values()) {
            each.statement().close();
        }
        known.clear();
    }
}
