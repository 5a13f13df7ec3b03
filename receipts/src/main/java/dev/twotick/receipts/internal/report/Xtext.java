package dev.twotick.receipts.internal.report;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Undoes the encodings that carry text through SMTP parameters. */
final class Xtext {
    private static final Pattern EMBEDDED = Pattern.compile("\\\\x\\{([0-9A-Fa-f]{2,6})\\}");

    private Xtext() {}

    /** {@code +41} is A (RFC 3461 section 4); what is malformed stays. */
    static String decode(String text) {
        if (text.indexOf('+') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            int high = in[i] == '+' && i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(in[i + 2], 16) : -1;
            out.write(low >= 0 ? high * 16 + low : in[i]);
            i += low >= 0 ? 2 : 0;
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** <code>\x{E9}</code> is the character U+00E9 (RFC 6533 section 3); what is malformed stays. */
    static String decodeUtf8Address(String text) {
        return text.contains("\\x{") ? EMBEDDED.matcher(text).replaceAll(Xtext::character) : text;
    }

    private static String character(MatchResult embedded) {
        int c = Integer.parseInt(embedded.group(1), 16);
        boolean valid = Character.isValidCodePoint(c) && !Character.isISOControl(c);
        return Matcher.quoteReplacement(valid ? Character.toString(c) : embedded.group());
    }
}
