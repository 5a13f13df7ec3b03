package dev.twotick.testkit;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message in a folder of a {@link ScriptedImapServer}.
 *
 * @param uid its UID
 * @param flags as the client gave them, with parentheses
 * @param date the internal date, as the client gave it; may be empty
 * @param octets exactly what was kept, a character for each octet
 */
public record KeptMessage(long uid, String flags, String date, String octets) {
    private static final String HEADER_END = "\r\n\r\n";
    private static final Pattern MESSAGE_ID =
            Pattern.compile("(?im)^Message-ID:\\s*(<[^>]*>)", Pattern.UNICODE_CHARACTER_CLASS);

    /**
     * The octets themselves.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * The Message-ID.
     *
     * @return with its brackets, read as UTF-8; empty when there is none
     */
    public String messageId() {
        Matcher field = MESSAGE_ID.matcher(new String(bytes(), StandardCharsets.UTF_8));
        return field.find() ? field.group(1) : "";
    }

    /** The header with its empty line, or everything when there is no such line. */
    String header() {
        int end = octets.indexOf(HEADER_END);
        return end < 0 ? octets : octets.substring(0, end + HEADER_END.length());
    }
}
