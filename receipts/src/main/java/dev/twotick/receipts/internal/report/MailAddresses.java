package dev.twotick.receipts.internal.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds bare addresses in foreign text, in time linear in its length. */
final class MailAddresses {
    private static final int MAX_TEXT = 20_000;
    private static final int MAX_LOCAL_PART = 200;
    private static final int MAX_ADDRESSES = 100;
    private static final int MAX_LITERAL = 80;
    private static final String LOCAL_MARKS = "!#$%&'*+-/=?^_`{|}~.";

    private MailAddresses() {}

    /** All that look like one, in their order. */
    static Stream<String> in(String text) {
        List<String> found = new ArrayList<>();
        int end = Math.min(text.length(), MAX_TEXT);
        int at = text.indexOf('@');
        while (at >= 0 && at < end && found.size() < MAX_ADDRESSES) {
            int from = localStart(text, at);
            int to = domainEnd(text, at + 1, end);
            if (from < at && to > at + 1) {
                found.add(text.substring(from, to));
            }
            at = text.indexOf('@', Math.max(at + 1, to));
        }
        return found.stream();
    }

    /** The first that looks like one. */
    static Optional<String> first(String text) {
        return in(text).findFirst();
    }

    /** The last that looks like one. */
    static Optional<String> last(String text) {
        return in(text).reduce((one, other) -> other);
    }

    /** Whether an address with a full domain begins at this very place. */
    static boolean isAt(String text, int from, int end) {
        int at = localEnd(text, from, end);
        int to = at > from && at < end && text.charAt(at) == '@' ? domainEnd(text, at + 1, end) : at;
        return indexOf(text, '.', at + 2, to) >= 0 && text.charAt(at + 1) != '.';
    }

    /** The address that {@link #isAt} found. */
    static String at(String text, int from, int end) {
        return text.substring(from, domainEnd(text, localEnd(text, from, end) + 1, end));
    }

    /** Whether a text may be a local part. */
    static boolean isWord(String text) {
        return !text.isEmpty() && localEnd(text, 0, text.length()) == text.length();
    }

    private static int localEnd(String text, int from, int end) {
        int i = from;
        int most = Math.min(end, from + MAX_LOCAL_PART);
        while (i < most && isLocal(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static int localStart(String text, int at) {
        int least = Math.max(0, at - MAX_LOCAL_PART);
        if (at > least && text.charAt(at - 1) == '"') {
            int quote = text.lastIndexOf('"', at - 2);
            return quote >= least ? quote : at;
        }
        int i = at;
        while (i > least && isLocal(text.charAt(i - 1))) {
            i--;
        }
        while (i < at && (text.charAt(i) == '\'' || text.charAt(i) == '.')) {
            i++;
        }
        return i;
    }

    private static int domainEnd(String text, int from, int end) {
        int i = from;
        if (i < end && text.charAt(i) == '[') {
            int close = indexOf(text, ']', i, Math.min(end, i + MAX_LITERAL));
            return close > 0 ? close + 1 : from;
        }
        // Sendmail puts three dots behind an address and goes on
        while (i < end && isDomain(text.charAt(i)) && !text.startsWith("..", i)) {
            i++;
        }
        while (i > from && (text.charAt(i - 1) == '.' || text.charAt(i - 1) == '-')) {
            i--;
        }
        return i;
    }

    /** Never beyond the place: a search to the end of the text at each address would take the square of its length. */
    private static int indexOf(String text, char wanted, int from, int end) {
        for (int i = from; i < end; i++) {
            if (text.charAt(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isLocal(char c) {
        return c > 0x7F
                ? Character.isLetterOrDigit(c) || Character.isSurrogate(c)
                : isAsciiWord(c) || LOCAL_MARKS.indexOf(c) >= 0;
    }

    private static boolean isDomain(char c) {
        return c > 0x7F
                ? Character.isLetterOrDigit(c) || Character.isSurrogate(c)
                : isAsciiWord(c) || c == '-' || c == '.' || c == '_';
    }

    private static boolean isAsciiWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
