package dev.twotick.receipts.internal.report;

import java.util.Optional;

/** Values of the form {@code type; text} that reports are full of (RFC 3464 section 2.1.2). */
final class TypedText {
    private TypedText() {}

    /** What stands behind the type, without comments; the whole when no type is given. */
    static Optional<String> value(String field) {
        int semicolon = field.indexOf(';');
        String text = semicolon < 0 ? field : field.substring(semicolon + 1);
        return Optional.of(text.strip()).filter(value -> !value.isEmpty());
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
