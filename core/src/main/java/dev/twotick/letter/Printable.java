package dev.twotick.letter;

/**
 * Makes foreign text safe for logs, terminals and error messages: control characters, line breaks and bidirectional
 * overrides become visible escapes, and length is bounded. Thread-safe.
 */
public final class Printable {
    private static final int QUOTE_LIMIT = 80;

    private Printable() {}

    /**
     * Escapes what could break a line or steer a terminal.
     *
     * @param text foreign text
     * @param limit the most characters to keep; the rest is replaced by an ellipsis
     * @return the text in one harmless line
     */
    public static String of(String text, int limit) {
        if (text.length() <= limit && isPlain(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(Math.min(text.length(), limit) + 8);
        int kept = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (kept++ >= limit) {
                return out.append('…').toString();
            }
            append(out, c);
            i += Character.charCount(c);
        }
        return out.toString();
    }

    /**
     * A short quotation for error messages.
     *
     * @param text foreign text
     * @return the text in double quotes, escaped, at most 80 characters of it
     */
    public static String quoted(String text) {
        return '"' + of(text, QUOTE_LIMIT) + '"';
    }

    /** Most replies are, and need no copy. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    private static void append(StringBuilder out, int c) {
        int type = Character.getType(c);
        switch (type) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                escape(out, c);
            case Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE -> escape(out, c);
            default -> out.appendCodePoint(c);
        }
    }

    private static void escape(StringBuilder out, int c) {
        switch (c) {
            case '\r' -> out.append("\\r");
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            default -> out.append(String.format("\\u%04x", c));
        }
    }
}
