package dev.twotick.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a FETCH asks for (RFC 9051 section 6.4.5): UID, FLAGS, INTERNALDATE, RFC822.SIZE and BODY or BODY.PEEK of the whole message, its
 * HEADER, its TEXT or some HEADER.FIELDS, all or a part. Anything else is passed over.
 */
final class FetchItems {
    private static final Pattern ITEM = Pattern.compile(
            "BODY(?:\\.PEEK)?\\[([^\\]]*)](?:<(\\d{1,10})\\.(\\d{1,10})>)?|[A-Z0-9.]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern FIELDS = Pattern.compile("HEADER\\.FIELDS \\(([^)]*)\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern FIELD_STARTS = Pattern.compile("(?m)^(?=[^ \t\r\n])");

    private final List<MatchResult> items;

    private FetchItems(List<MatchResult> items) {
        this.items = items;
    }

    /** What stands behind the set of messages, in parentheses or not. */
    static FetchItems of(ImapCommand fetch) {
        String list =
                String.join(" ", fetch.arguments().subList(1, fetch.arguments().size()));
        return new FetchItems(ITEM.matcher(list).results().toList());
    }

    /** What follows FETCH in the answer, a character for each octet; the UID is always told. */
    String answer(KeptMessage message) {
        return items.stream()
                .map(item -> item(item, message))
                .filter(text -> !text.isEmpty())
                .map(text -> " " + text)
                .collect(Collectors.joining("", "(UID " + message.uid(), ")"));
    }

    private static String item(MatchResult item, KeptMessage message) {
        if (item.group(1) != null) {
            return body(item, message);
        }
        return switch (item.group().toUpperCase(Locale.ROOT)) {
            case "FLAGS" -> "FLAGS " + message.flags();
            case "INTERNALDATE" -> message.date().isEmpty() ? "" : "INTERNALDATE \"" + message.date() + "\"";
            case "RFC822.SIZE" -> "RFC822.SIZE " + message.octets().length();
            default -> "";
        };
    }

    private static String body(MatchResult item, KeptMessage message) {
        String section = section(item.group(1), message);
        String origin = "";
        if (item.group(2) != null) {
            int length = section.length();
            int from = (int) Math.min(Long.parseLong(item.group(2)), length);
            section = section.substring(from, (int) Math.min(from + Long.parseLong(item.group(3)), length));
            origin = "<" + item.group(2) + ">";
        }
        return "BODY[" + item.group(1) + "]" + origin + " {" + section.length() + "}\r\n" + section;
    }

    private static String section(String name, KeptMessage message) {
        Matcher fields = FIELDS.matcher(name);
        if (fields.matches()) {
            return fields(List.of(fields.group(1).toUpperCase(Locale.ROOT).split(" ")), message.header());
        }
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "HEADER" -> message.header();
            case "TEXT" -> message.octets().substring(message.header().length());
            default -> message.octets();
        };
    }

    private static String fields(List<String> names, String header) {
        return Arrays.stream(FIELD_STARTS.split(header.stripTrailing() + "\r\n"))
                .filter(field -> names.contains(
                        field.substring(0, Math.max(0, field.indexOf(':'))).toUpperCase(Locale.ROOT)))
                .collect(Collectors.joining("", "", "\r\n"));
    }
}
