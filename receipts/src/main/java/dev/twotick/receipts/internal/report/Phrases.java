package dev.twotick.receipts.internal.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds many phrases in a foreign text at once. A phrase is written in lower case; a space in it stands for any run of white
 * space, line ends and quoting signs too; a star at its end for the rest of a word. Else a phrase ends where a word ends, and
 * all begin where a word begins. The time is linear in the text, since no phrase is longer than {@link #MAX_LENGTH} and
 * nothing is tried twice from one place. Immutable and thread-safe.
 *
 * @param <T> what a phrase means
 */
final class Phrases<T> {
    private static final int MAX_LENGTH = 100;
    private static final int DIRECT = 128;

    private final Node<T> root;
    private final List<Optional<Node<T>>> direct;

    /** What is done with a phrase that was found. */
    interface Finder<T> {
        /**
         * Takes a phrase.
         *
         * @param meaning what the phrase means
         * @param from where it begins
         * @param to behind its last character
         */
        void found(T meaning, int from, int to);
    }

    /** What may follow the letters before. */
    private static final class Node<T> {
        private final String letters;
        private final List<Node<T>> children;
        private final Optional<T> meaning;
        private final boolean stem;

        Node(String letters, List<Node<T>> children, Optional<T> meaning, boolean stem) {
            this.letters = letters;
            this.children = children;
            this.meaning = meaning;
            this.stem = stem;
        }

        Optional<Node<T>> child(char letter) {
            int place = letters.indexOf(letter);
            return place < 0 ? Optional.empty() : Optional.of(children.get(place));
        }
    }

    private Phrases(Node<T> root) {
        this.root = root;
        this.direct =
                IntStream.range(0, DIRECT).mapToObj(c -> root.child((char) c)).toList();
    }

    /**
     * Makes a table.
     *
     * @param table what each phrase means
     * @return a table that finds them
     */
    static <T> Phrases<T> of(Map<String, T> table) {
        table.keySet().forEach(Phrases::check);
        return new Phrases<>(node(new TreeMap<>(table), 0));
    }

    /**
     * Makes a table of phrases of which one only wants to know that they are there.
     *
     * @param phrases the phrases
     * @return a table that finds them and tells which one it found
     */
    static Phrases<String> anyOf(String... phrases) {
        return of(Stream.of(phrases).collect(Collectors.toMap(phrase -> phrase, phrase -> phrase)));
    }

    private static void check(String phrase) {
        int star = phrase.indexOf('*');
        boolean plain = phrase.equals(phrase.strip())
                && phrase.chars().noneMatch(Character::isUpperCase)
                && (star < 0 || star == phrase.length() - 1);
        if (!plain || phrase.length() < 2 || phrase.length() > MAX_LENGTH || phrase.contains("  ")) {
            throw new IllegalArgumentException("not a phrase: " + phrase);
        }
    }

    private static <T> Node<T> node(Map<String, T> phrases, int depth) {
        Map<Character, Map<String, T>> next = new TreeMap<>();
        Optional<T> meaning = Optional.empty();
        boolean stem = false;
        for (Map.Entry<String, T> phrase : phrases.entrySet()) {
            String text = phrase.getKey();
            boolean star = text.endsWith("*") && depth == text.length() - 1;
            if (star || depth == text.length()) {
                meaning = Optional.of(phrase.getValue());
                stem |= star;
            } else {
                next.computeIfAbsent(text.charAt(depth), c -> new TreeMap<>()).put(text, phrase.getValue());
            }
        }
        StringBuilder letters = new StringBuilder();
        next.keySet().forEach(letters::append);
        List<Node<T>> children =
                next.values().stream().map(some -> node(some, depth + 1)).toList();
        return new Node<>(letters.toString(), children, meaning, stem);
    }

    /** Whether a phrase stands in a text. */
    boolean in(String text) {
        boolean[] found = new boolean[1];
        scan(text, 0, text.length(), (meaning, from, to) -> found[0] = true);
        return found[0];
    }

    /** Whether a text begins with one. */
    boolean begin(String text) {
        boolean[] found = new boolean[1];
        at(text, 0, text.length(), (meaning, from, to) -> found[0] = true);
        return found[0];
    }

    /** Tells of the phrases that begin at one place of a text. */
    void at(String text, int from, int to, Finder<T> finder) {
        if (from < to) {
            first(lower(text.charAt(from))).ifPresent(node -> walk(node, text, from, to, finder));
        }
    }

    /** Tells of all phrases in a part of a text, in the order in which they begin. */
    void scan(String text, int from, int to, Finder<T> finder) {
        boolean inWord = false;
        for (int i = from; i < to; i++) {
            char c = lower(text.charAt(i));
            if (!inWord || isUnspaced(c)) {
                Optional<Node<T>> first = first(c);
                if (first.isPresent()) {
                    walk(first.get(), text, i, to, finder);
                }
            }
            inWord = Character.isLetterOrDigit(c);
        }
    }

    private Optional<Node<T>> first(char letter) {
        return letter < DIRECT ? direct.get(letter) : root.child(letter);
    }

    private static <T> void walk(Node<T> first, String text, int from, int to, Finder<T> finder) {
        Node<T> node = first;
        int i = from + 1;
        while (true) {
            if (node.meaning.isPresent() && (node.stem || endsWord(text, i, to))) {
                finder.found(node.meaning.get(), from, i);
            }
            if (i >= to) {
                return;
            }
            char c = lower(text.charAt(i));
            Optional<Node<T>> next = node.child(c);
            if (next.isEmpty()) {
                return;
            }
            node = next.get();
            i = c == ' ' ? afterSpace(text, i, to) : i + 1;
        }
    }

    private static int afterSpace(String text, int from, int to) {
        int i = from;
        boolean lineStart = false;
        while (i < to) {
            char c = text.charAt(i);
            if (lower(c) != ' ' && !(lineStart && (c == '>' || c == '|'))) {
                break;
            }
            lineStart |= c == '\n';
            i++;
        }
        return i;
    }

    private static boolean endsWord(String text, int end, int to) {
        char last = text.charAt(end - 1);
        return end >= to
                || !Character.isLetterOrDigit(text.charAt(end))
                || !Character.isLetterOrDigit(last)
                || isUnspaced(last);
    }

    /** Scripts that put no spaces between words. */
    private static boolean isUnspaced(char c) {
        return c >= '\u2E80' && c < '\uD800';
    }

    private static char lower(char c) {
        if (c < DIRECT) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c <= ' ' ? ' ' : c;
        }
        return switch (c) {
            case '\u00A0', '\u3000' -> ' ';
            case '\u2018', '\u2019' -> '\'';
            default -> Character.toLowerCase(c);
        };
    }
}
