package dev.twotick.receipts.internal.report;

import java.util.Optional;

/** Values of the form {@code type; text} that reports are full of (RFC 3464 section 2.1.2). */
final class TypedText {
    private static final String MARKS = "-_.+/";

    private TypedText() {}

    /** What stands behind the type; the whole when no type is given, though a semicolon may stand in it. */
    static Optional<String> value(String field) {
        int semicolon = field.indexOf(';');
        String text = isType(field, semicolon) ? field.substring(semicolon + 1) : field;
        return Optional.of(text.strip()).filter(value -> !value.isEmpty());
    }

    /** Whether the words before a place are an atom, perhaps with a comment: a code of refusal or prose is no type. */
    private static boolean isType(String field, int end) {
        int at = 0;
        while (at < end && field.charAt(at) == ' ') {
            at++;
        }
        boolean digit = at < end && Character.isDigit(field.charAt(at));
        while (at < end && (Character.isLetterOrDigit(field.charAt(at)) || MARKS.indexOf(field.charAt(at)) >= 0)) {
            at++;
        }
        while (at < end && field.charAt(at) == ' ') {
            at++;
        }
        return !digit && end >= 0 && (at == end || field.charAt(at) == '(');
    }

    /** The name of a host, without the comment that may follow it. */
    static Optional<String> host(String field) {
        return value(field).map(text -> text.split("[\\s(]", 2)[0]).filter(name -> !name.isEmpty());
    }

    /** An address, by the rules of its type. */
    static Optional<String> address(String field) {
        int semicolon = field.indexOf(';');
        boolean utf8 = semicolon >= 0 && field.substring(0, semicolon).strip().equalsIgnoreCase("utf-8");
        return value(field)
                .map(text -> utf8 ? Xtext.decodeUtf8Address(text) : text)
                .flatMap(TypedText::bare);
    }

    private static Optional<String> bare(String text) {
        Optional<String> address = MailAddresses.first(text);
        if (address.isPresent()) {
            return address;
        }
        String name = text.replaceAll("[<>\"]", "").strip();
        return name.isEmpty() || name.contains(" ") ? Optional.empty() : Optional.of(name);
    }
}
