package dev.twotick.receipts.internal.mime;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A media type (RFC 2045 section 5.1), read leniently.
 *
 * @param type {@code type/subtype} in lower case
 * @param parameters by name in lower case
 */
public record ContentType(String type, Map<String, String> parameters) {
    /** What holds when nothing is said. */
    public static final ContentType PLAIN = new ContentType("text/plain", Map.of());

    private static final int MAX_LENGTH = 4000;
    private static final int MAX_PARAMETERS = 32;

    /** Copies the parameters. */
    public ContentType {
        parameters = Map.copyOf(parameters);
    }

    static ContentType of(Optional<String> field) {
        return field.map(ContentType::parse).orElse(PLAIN);
    }

    /**
     * A parameter.
     *
     * @param name in lower case
     * @return its value, without quotes
     */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
    }

    /**
     * Whether this is that type.
     *
     * @param wanted {@code type/subtype} in lower case
     * @return true when it is
     */
    public boolean is(String wanted) {
        return type.equals(wanted);
    }

    /**
     * Whether parts are inside.
     *
     * @return true for {@code multipart/*}
     */
    public boolean isMultipart() {
        return type.startsWith("multipart/");
    }

    /**
     * Whether a whole mail is inside.
     *
     * @return true for {@code message/rfc822} and {@code message/global}
     */
    public boolean isMessage() {
        return is("message/rfc822") || is("message/global");
    }

    private static ContentType parse(String field) {
        String text = field.length() > MAX_LENGTH ? field.substring(0, MAX_LENGTH) : field;
        int end = typeEnd(text);
        String type = text.substring(0, end).replace(" ", "").replace("\t", "").toLowerCase(Locale.ROOT);
        Map<String, String> parameters = new LinkedHashMap<>();
        int at = end;
        while (at < text.length() && parameters.size() < MAX_PARAMETERS) {
            at = parameter(text, at + 1, parameters);
        }
        // what is none counts as if nothing were said (RFC 2045 section 5.2)
        return new ContentType(type.indexOf('/') < 0 ? PLAIN.type : type, parameters);
    }

    /** The first semicolon, or the space that some write instead of it; a space beside the slash is none. */
    private static int typeEnd(String text) {
        int slash = text.indexOf('/');
        int at = slash < 0 ? 0 : slash + 1;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        while (at < text.length() && !Character.isWhitespace(text.charAt(at)) && text.charAt(at) != ';') {
            at++;
        }
        int semicolon = text.indexOf(';');
        return semicolon >= 0 && semicolon < at ? semicolon : at;
    }

    /** Reads one parameter and returns the place of the semicolon behind it, or the end. */
    private static int parameter(String text, int from, Map<String, String> into) {
        int equals = text.indexOf('=', from);
        int semicolon = text.indexOf(';', from);
        if (equals < 0 || (semicolon >= 0 && semicolon < equals)) {
            return semicolon < 0 ? text.length() : semicolon;
        }
        String name = text.substring(from, equals).strip().toLowerCase(Locale.ROOT);
        int at = equals + 1;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        StringBuilder value = new StringBuilder();
        int end = at < text.length() && text.charAt(at) == '"' ? quoted(text, at + 1, value) : at;
        semicolon = text.indexOf(';', end);
        int next = semicolon < 0 ? text.length() : semicolon;
        into.putIfAbsent(
                name, end > at ? value.toString() : text.substring(at, next).strip());
        return next;
    }

    private static int quoted(String text, int from, StringBuilder value) {
        int i = from;
        while (i < text.length() && text.charAt(i) != '"') {
            if (text.charAt(i) == '\\' && i + 1 < text.length()) {
                i++;
            }
            value.append(text.charAt(i++));
        }
        return i;
    }
}
