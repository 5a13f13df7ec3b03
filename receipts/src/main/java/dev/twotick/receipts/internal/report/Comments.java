package dev.twotick.receipts.internal.report;

/** Comments in structured fields (RFC 5322 section 3.2.2). */
final class Comments {
    private Comments() {}

    /** The text with a space in the place of each; one that does not end goes to the end. */
    static String removed(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && depth > 0) {
                i++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
                out.append(depth == 0 ? " " : "");
            } else if (depth == 0) {
                out.append(c);
            }
        }
        return out.toString();
    }
}
