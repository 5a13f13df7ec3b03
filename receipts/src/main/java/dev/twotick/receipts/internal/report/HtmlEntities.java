package dev.twotick.receipts.internal.report;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Characters that HTML writes by a name or a number behind an ampersand: some hide addresses so, all their accents. */
final class HtmlEntities {
    private static final int MAX_LENGTH = 10;

    /** The names of the letters from U+00C0 to U+00FF, in their order. */
    private static final String LATIN = """
            Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml
            ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig
            agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml
            eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml""";

    private static final Map<String, String> NAMED = named();

    private HtmlEntities() {}

    /** The text with the characters themselves; what is no such name stays. */
    static String decode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int and = text.indexOf('&', at);
            int end = and < 0 ? text.length() : and;
            out.append(text, at, end);
            at = end < text.length() ? append(text, end, out) : end;
        }
        return out.toString();
    }

    /** Appends what stands at an ampersand, and tells where the text goes on. */
    private static int append(String text, int and, StringBuilder out) {
        int semicolon = and + 1;
        int most = Math.min(text.length(), and + MAX_LENGTH);
        while (semicolon < most && text.charAt(semicolon) != ';') {
            semicolon++;
        }
        Optional<String> decoded = semicolon < most ? character(text.substring(and + 1, semicolon)) : Optional.empty();
        out.append(decoded.orElse("&"));
        return decoded.isPresent() ? semicolon + 1 : and + 1;
    }

    private static Optional<String> character(String name) {
        return name.startsWith("#") ? numbered(name.substring(1)) : Optional.ofNullable(NAMED.get(name));
    }

    private static Optional<String> numbered(String number) {
        boolean hex = number.startsWith("x") || number.startsWith("X");
        String digits = hex ? number.substring(1) : number;
        int radix = hex ? 16 : 10;
        int code = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) < 128 ? Character.digit(digits.charAt(i), radix) : -1;
            if (digit < 0) {
                return Optional.empty();
            }
            code = code * radix + digit;
        }
        return code > 0 && Character.isValidCodePoint(code) ? Optional.of(Character.toString(code)) : Optional.empty();
    }

    private static Map<String, String> named() {
        Map<String, String> names = new HashMap<>(Map.of(
                "nbsp", " ", "lt", "<", "gt", ">", "quot", "\"", "amp", "&", "apos", "'", "commat", "@", "period", ".",
                "rsquo", "\u2019", "lsquo", "\u2018"));
        char letter = '\u00C0';
        for (String name : LATIN.split("\\s", -1)) {
            names.put(name, Character.toString(letter));
            letter++;
        }
        return Map.copyOf(names);
    }
}
