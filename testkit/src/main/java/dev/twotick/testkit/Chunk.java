package dev.twotick.testkit;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A BDAT command (RFC 3030 section 2).
 *
 * @param octets how many follow it
 * @param last whether the letter ends with them
 */
record Chunk(int octets, boolean last) {
    private static final Pattern COMMAND = Pattern.compile("(?i)BDAT (\\d{1,9})( LAST)?");

    /** Empty when the line is malformed. */
    static Optional<Chunk> parse(String line) {
        Matcher command = COMMAND.matcher(line);
        return command.matches()
                ? Optional.of(new Chunk(Integer.parseInt(command.group(1)), command.group(2) != null))
                : Optional.empty();
    }

    /** Reads octets of it. */
    static byte[] read(SmtpWire wire, long count) throws IOException {
        byte[] octets = new byte[(int) count];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) wire.read();
        }
        return octets;
    }
}
