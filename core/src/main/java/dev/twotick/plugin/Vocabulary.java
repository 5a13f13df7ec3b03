package dev.twotick.plugin;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All words that settings may use, so that a misspelt one is told with its nearest neighbour instead of being ignored. */
public final class Vocabulary {
    private static final int NEAR = 4;

    private final Set<String> words;
    private final Map<String, Set<String>> named;

    /**
     * Knows words.
     *
     * @param words whole words, for example {@code retry.initial}
     * @param named keys behind a name of the user's, by their first word: {@code relay} stands for {@code relay.<name>.<key>}
     */
    public Vocabulary(Set<String> words, Map<String, Set<String>> named) {
        this.words = Set.copyOf(words);
        this.named = Map.copyOf(named);
    }

    /**
     * Notes a fault for each word that is not known.
     *
     * @param settings the settings to check
     * @param faults takes the faults
     */
    public void check(Settings settings, Section faults) {
        for (String key : settings.keys()) {
            if (!isKnown(key)) {
                String hint = nearest(settings, key)
                        .map(word -> "; did you mean " + word + "?")
                        .orElse("");
                faults.fault(key, "is no setting" + hint);
            }
        }
    }

    /**
     * The words that environment variables may stand for: all whole words, and the keys of names that the settings use.
     *
     * @param settings the settings so far
     * @return the words
     */
    public Set<String> candidates(Settings settings) {
        Set<String> all = new TreeSet<>(words);
        named.forEach((first, keys) -> settings.namesUnder(first + ".")
                .forEach(name -> keys.forEach(key -> all.add(first + "." + name + "." + key))));
        return all;
    }

    /**
     * The words that environment variables may stand for: those of {@link #candidates(Settings)}, and the words of names
     * that only the environment uses. {@code TWOTICK_RELAY_MAIN_URL} alone stands for {@code relay.main.url}, and
     * {@code TWOTICK_RELAY_BACKUP_EU_URL} for {@code relay.backup_eu.url}, unless the settings use {@code backup-eu}.
     *
     * @param settings the settings so far
     * @param environment for example {@link System#getenv()}
     * @return the words
     */
    public Set<String> candidates(Settings settings, Map<String, String> environment) {
        Set<String> all = candidates(settings);
        Set<String> known = Stream.concat(all.stream(), settings.keys().stream())
                .map(Settings::variable)
                .collect(Collectors.toSet());
        for (String variable : environment.keySet()) {
            if (!known.contains(variable)) {
                named.forEach((first, keys) -> namedWord(variable, first, keys).ifPresent(all::add));
            }
        }
        return all;
    }

    /** Of several keys that fit, the longest: {@code …_MAIN_TRUST_FILE} is the trust file of {@code main}. */
    private static Optional<String> namedWord(String variable, String first, Set<String> keys) {
        String head = Settings.variable(first) + "_";
        return keys.stream()
                .filter(key -> variable.startsWith(head) && variable.endsWith(tail(key)))
                .filter(key -> variable.length() > head.length() + tail(key).length())
                .max(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .map(key -> first + "." + nameIn(variable, head, tail(key)) + "." + key);
    }

    private static String tail(String key) {
        return Settings.variable("." + key).substring(Settings.variable("").length());
    }

    private static String nameIn(String variable, String head, String tail) {
        return variable.substring(head.length(), variable.length() - tail.length())
                .toLowerCase(Locale.ROOT);
    }

    private boolean isKnown(String key) {
        if (words.contains(key)) {
            return true;
        }
        int first = key.indexOf('.');
        int second = first < 0 ? -1 : key.indexOf('.', first + 1);
        return second > first + 1
                && named.getOrDefault(key.substring(0, first), Set.of()).contains(key.substring(second + 1));
    }

    private Optional<String> nearest(Settings settings, String key) {
        return candidates(settings).stream()
                .min(Comparator.comparingInt(word -> distance(word, key)))
                .filter(word -> distance(word, key) <= NEAR);
    }

    /** The edit distance of Levenshtein. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
