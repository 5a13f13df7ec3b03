package dev.twotick.benchmarks.table;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a run is asked for, as {@code word=value}. Immutable.
 *
 * @param values by word
 */
public record Options(Map<String, String> values) {
    /** Copies the values. */
    public Options {
        values = Map.copyOf(values);
    }

    /**
     * Reads the arguments of a program.
     *
     * @param arguments each {@code word=value}
     * @return the options
     * @throws IllegalArgumentException for an argument of another form
     */
    public static Options of(String... arguments) {
        Map<String, String> values = new TreeMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(argument + " is not of the form word=value");
            }
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return new Options(values);
    }

    /**
     * Makes sure that no word is misspelt.
     *
     * @param known the words that mean something
     * @return this
     * @throws IllegalArgumentException for another word
     */
    public Options only(String... known) {
        Set<String> words = Set.of(known);
        for (String word : values.keySet()) {
            if (!words.contains(word)) {
                throw new IllegalArgumentException(
                        word + " means nothing here; known: " + String.join(", ", Arrays.asList(known)));
            }
        }
        return this;
    }

    /**
     * A text.
     *
     * @param word its word
     * @param absent what it is when not given
     * @return the value
     */
    public String text(String word, String absent) {
        return values.getOrDefault(word, absent);
    }

    /**
     * A whole number.
     *
     * @param word its word
     * @param absent what it is when not given
     * @return the value
     */
    public int number(String word, int absent) {
        return Integer.parseInt(text(word, Integer.toString(absent)));
    }

    /**
     * A time in seconds, which may have a fraction.
     *
     * @param word its word
     * @param absent what it is when not given, in seconds
     * @return the value
     */
    public Duration seconds(String word, double absent) {
        return Duration.ofNanos((long) (Double.parseDouble(text(word, Double.toString(absent))) * 1e9));
    }

    /**
     * The same as arguments for another program.
     *
     * @return each {@code word=value}
     */
    public String[] arguments() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
    }

    /**
     * With one more word.
     *
     * @param word the word
     * @param value its value
     * @return a changed copy
     */
    public Options with(String word, Object value) {
        Map<String, String> more = new TreeMap<>(values);
        more.put(word, value.toString());
        return new Options(more);
    }
}
