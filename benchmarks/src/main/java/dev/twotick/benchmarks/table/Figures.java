package dev.twotick.benchmarks.table;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Figures by name, as one process tells them to another on a line. Immutable.
 *
 * @param values by name
 */
public record Figures(Map<String, Double> values) {
    /** Copies the values. */
    public Figures {
        values = Map.copyOf(values);
    }

    /**
     * A single figure.
     *
     * @param name its name
     * @param value its value
     * @return the figures
     */
    public static Figures of(String name, double value) {
        return new Figures(Map.of(name, value));
    }

    /**
     * With another figure.
     *
     * @param name its name
     * @param value its value
     * @return a changed copy
     */
    public Figures and(String name, double value) {
        Map<String, Double> more = new TreeMap<>(values);
        more.put(name, value);
        return new Figures(more);
    }

    /**
     * One of the figures.
     *
     * @param name its name
     * @return NaN when it is not among them
     */
    public double get(String name) {
        return values.getOrDefault(name, Double.NaN);
    }

    /**
     * Reads a line.
     *
     * @param line as {@link #line} gives it
     * @return the figures
     */
    public static Figures parse(String line) {
        Map<String, Double> values = new TreeMap<>();
        for (String pair : line.strip().split("\\s+", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(pair.substring(0, equals), Double.valueOf(pair.substring(equals + 1)));
            }
        }
        return new Figures(values);
    }

    /**
     * One line without line end.
     *
     * @return {@code name=value}, with spaces between
     */
    public String line() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
