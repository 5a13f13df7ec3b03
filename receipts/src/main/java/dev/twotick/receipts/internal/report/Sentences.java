package dev.twotick.receipts.internal.report;

/** Where sentences begin and end, as far as their signs tell; never farther away than some lines. */
final class Sentences {
    private static final int LONGEST = 500;
    private static final String ENDS = "!?\u3002";

    private Sentences() {}

    /** Where the sentence begins that a place is in. */
    static int begin(String text, int place) {
        int least = Math.max(0, place - LONGEST);
        int at = place;
        while (at > least && !isEnd(text, at - 1)) {
            at--;
        }
        return at;
    }

    /** Behind the sentence that a place is in. */
    static int end(String text, int place, int limit) {
        int most = Math.min(limit, place + LONGEST);
        int at = place;
        while (at < most && !isEnd(text, at)) {
            at++;
        }
        return Math.min(at + 1, limit);
    }

    /** A full stop inside of an address or a code ends nothing, nor does an empty line before words that go on in small letters. */
    private static boolean isEnd(String text, int at) {
        char c = text.charAt(at);
        if (c == '.') {
            return at + 1 == text.length() || Character.isWhitespace(text.charAt(at + 1));
        }
        return ENDS.indexOf(c) >= 0 || (c == '\n' && isEmptyLineBeforeSentence(text, at + 1));
    }

    private static boolean isEmptyLineBeforeSentence(String text, int from) {
        int at = from;
        boolean empty = false;
        while (at < text.length() && at < from + LONGEST && Character.isWhitespace(text.charAt(at))) {
            empty |= text.charAt(at) == '\n';
            at++;
        }
        return empty && (at == text.length() || Character.isUpperCase(text.charAt(at)));
    }
}
