package dev.twotick.imap;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message in a folder of the scripted server.
 *
 * @param uid its UID
 * @param flags as the client gave them, with parentheses
 * @param date the internal date, as the client gave it
 * @param octets exactly what the literal held, a character for each octet
 */
record KeptMessage(long uid, String flags, String date, String octets) {
    private static final Pattern MESSAGE_ID =
            Pattern.compile("(?im)^Message-ID:\\s*(<[^>]*>)", Pattern.UNICODE_CHARACTER_CLASS);

    /** The Message-ID with its brackets, or nothing. */
    String messageId() {
        Matcher field =
                MESSAGE_ID.matcher(new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        return field.find() ? field.group(1) : "";
    }
}
