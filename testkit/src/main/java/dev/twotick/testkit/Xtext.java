package dev.twotick.testkit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The encoding of ENVID and ORCPT (RFC 3461 section 4). */
final class Xtext {
    private static final Pattern ENCODED = Pattern.compile("\\+([0-9A-F]{2})");

    private Xtext() {}

    static String decode(String xtext) {
        return ENCODED.matcher(xtext)
                .replaceAll(code -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 16))));
    }
}
