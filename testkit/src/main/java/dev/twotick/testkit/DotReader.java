package dev.twotick.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Reads a letter after DATA up to the last dot and takes the stuffed dots out (RFC 5321 section 4.5.2). Only CRLF ends a
 * line, so that nothing can be smuggled in.
 */
final class DotReader {
    private final SmtpWire wire;
    private final ByteArrayOutputStream letter = new ByteArrayOutputStream();
    private long count;
    private int last = '\n';
    private int lastButOne = '\r';
    private boolean atLineStart;

    DotReader(SmtpWire wire) {
        this.wire = wire;
    }

    byte[] letter() {
        return letter.toByteArray();
    }

    /**
     * Reads on, to the end or so far that a number of octets has come in.
     *
     * @return true at the end
     */
    boolean readTo(long octets) throws IOException {
        while (count < octets) {
            if (endsWithNextLine()) {
                return true;
            }
        }
        return false;
    }

    private boolean endsWithNextLine() throws IOException {
        int octet = next();
        if (octet != '.' || !atLineStart) {
            letter.write(octet);
            return false;
        }
        int second = next();
        if (second != '\r') {
            letter.write(second);
            return false;
        }
        int third = next();
        if (third == '\n') {
            return true;
        }
        letter.write(second);
        letter.write(third);
        return false;
    }

    private int next() throws IOException {
        int octet = wire.read();
        count++;
        atLineStart = last == '\n' && lastButOne == '\r';
        lastButOne = last;
        last = octet;
        return octet;
    }
}
