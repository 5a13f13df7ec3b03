package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.AuthenticationResults;
import dev.twotick.receipts.AuthenticationResults.Check;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads an Authentication-Results field (RFC 8601 section 2.2), without its comments. */
final class AuthenticationResultsReader {
    private static final int MAX_TEXT = 8000;
    private static final int MAX_CHECKS = 50;

    private AuthenticationResultsReader() {}

    static AuthenticationResults read(String field) {
        String text = field.length() > MAX_TEXT ? field.substring(0, MAX_TEXT) : field;
        List<String> parts = parts(text.toLowerCase(Locale.ROOT));
        List<Check> checks = parts.stream()
                .skip(1)
                .limit(MAX_CHECKS)
                .map(AuthenticationResultsReader::check)
                .filter(check -> !check.method().isEmpty())
                .toList();
        String[] id = parts.get(0).strip().split("\\s+", 2);
        return new AuthenticationResults(id[0], checks);
    }

    /** Cuts at semicolons and leaves comments out; inside quotes neither counts, nor does any other sign of the syntax. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int comments = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && (quoted || comments > 0)) {
                // whatever it makes plain stands in no domain
                i++;
            } else if (c == '"' && comments == 0) {
                quoted = !quoted;
            } else if (c == '(' && !quoted) {
                comments++;
            } else if (c == ')' && !quoted && comments > 0) {
                comments--;
            } else if (c == ';' && !quoted && comments == 0) {
                parts.add(part.toString());
                part.setLength(0);
            } else if (comments == 0) {
                part.append(quoted ? quoted(c) : c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    /** The author of a mail chooses what stands in a quoted local part: it must not become words or domains of its own. */
    private static char quoted(char c) {
        return c == '=' || c == '@' || Character.isWhitespace(c) ? '_' : c;
    }

    private static String[] words(String part) {
        String even = part.replaceAll("\\s++", " ").replace(" =", "=").replace("= ", "=");
        return even.strip().split(" ", -1);
    }

    private static Check check(String part) {
        String method = "";
        String result = "";
        Map<String, String> properties = new LinkedHashMap<>();
        for (String word : words(part)) {
            int equals = word.indexOf('=');
            if (equals <= 0) {
                continue;
            }
            String name = word.substring(0, equals);
            String value = word.substring(equals + 1);
            if (method.isEmpty()) {
                method = name.split("/", 2)[0];
                result = value;
            } else {
                properties.putIfAbsent(name, value);
            }
        }
        return new Check(method, result, properties);
    }
}
