package dev.twotick.imap;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A folder as LIST tells of it (RFC 9051 section 7.3.1).
 *
 * @param name the full name, decoded
 * @param attributes for example {@code \Sent}
 * @param separator the hierarchy separator
 */
record Mailbox(String name, List<String> attributes, char separator) {
    boolean has(String attribute) {
        return attributes.stream().anyMatch(attribute::equalsIgnoreCase);
    }

    boolean selectable() {
        return !has("\\Noselect") && !has("\\NonExistent");
    }

    /** The elements of the name, from the top. */
    List<String> path() {
        return List.of(name.split(Pattern.quote(String.valueOf(separator))));
    }
}
