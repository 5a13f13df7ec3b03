package dev.twotick.receipts.internal.relaylog;

import java.util.Locale;
import java.util.Optional;

/** Looks into a line from left to right, so that what a stranger had written further to the right deceives nobody. */
final class Fields {
    private Fields() {}

    /** The address in angle brackets that begins there; a quoted local part (RFC 5321 section 4.1.2) may hold brackets. */
    static Optional<String> bracketed(String line, int open) {
        boolean quoted = false;
        for (int i = open + 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return Optional.of(line.substring(open + 1, i));
            }
        }
        return Optional.empty();
    }

    /** What stands between a word and the next space or comma. */
    static Optional<String> valueAfter(String line, int from, String word) {
        int at = line.indexOf(word, from);
        if (at < 0) {
            return Optional.empty();
        }
        int begin = at + word.length();
        int end = begin;
        while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != ',') {
            end++;
        }
        return Optional.of(line.substring(begin, end));
    }

    /** Whether a filter (amavis) says of a mail that it took it and threw it away, or keeps it where its recipient does not look. */
    static boolean saysThrownAway(String words) {
        String text = words.toLowerCase(Locale.ROOT);
        return text.contains(", discarded") || text.contains(", quarantine");
    }

    /** Whether it may be a queue id: letters and digits, for Exim with hyphens. */
    static boolean isQueueId(String text, int shortest, int longest, boolean hyphens) {
        return text.length() >= shortest
                && text.length() <= longest
                && text.chars().allMatch(c -> isAsciiLetterOrDigit(c) || (hyphens && c == '-'));
    }

    private static boolean isAsciiLetterOrDigit(int c) {
        return c < 128 && Character.isLetterOrDigit(c);
    }
}
