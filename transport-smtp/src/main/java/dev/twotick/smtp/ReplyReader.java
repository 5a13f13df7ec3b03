package dev.twotick.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads replies (RFC 5321 section 4.2.1) and believes nothing else: every line begins with the same code of three digits from
 * 200 on, then a hyphen, a blank or the line's end; lines end in CRLF, and LF alone is let pass because it can mean nothing
 * else. A reply of more than {@value #MAX_LINES} lines, {@value #MAX_OCTETS} octets or {@value #MAX_LINE_OCTETS} octets in
 * one line is none. Used by one thread.
 */
final class ReplyReader {
    static final int MAX_LINE_OCTETS = 2 * 1024;
    static final int MAX_OCTETS = 64 * 1024;
    static final int MAX_LINES = 128;

    private static final int CODE_LENGTH = 3;
    private static final int BUFFER = 8 * 1024;

    private final Source source;
    private final byte[] buffer = new byte[BUFFER];
    private final byte[] line = new byte[MAX_LINE_OCTETS];
    private int next;
    private int end;

    /** Where bytes come from. */
    interface Source {
        /** Waits for bytes; -1 at the end. */
        int read(byte[] into, int from, int most) throws IOException;

        /** Does not wait; 0 when there is nothing. */
        int readNow(byte[] into, int from, int most) throws IOException;

        /** Whether nothing has come and the other side is there. What has come is lost, so ask before giving up only. */
        default boolean quiet() throws IOException {
            return readNow(new byte[1], 0, 1) == 0;
        }
    }

    ReplyReader(Source source) {
        this.source = source;
    }

    /**
     * Waits for one complete reply.
     *
     * @throws ProtocolException when what comes is no reply
     * @throws EOFException when the relay closed the connection before the reply's end
     */
    RawReply read() throws IOException {
        List<String> lines = new ArrayList<>(1);
        int octets = 0;
        int code = 0;
        boolean more = true;
        while (more) {
            int length = readLine();
            octets += length;
            if (lines.size() >= MAX_LINES || octets > MAX_OCTETS) {
                throw new ProtocolException(
                        "a reply of more than " + MAX_LINES + " lines or " + MAX_OCTETS + " octets");
            }
            int ownCode = code(length);
            if (!lines.isEmpty() && code != ownCode) {
                throw new ProtocolException("lines of one reply have the codes " + code + " and " + ownCode);
            }
            code = ownCode;
            more = length > CODE_LENGTH && line[CODE_LENGTH] == '-';
            int text = Math.min(length, CODE_LENGTH + 1);
            lines.add(new String(line, text, length - text, StandardCharsets.UTF_8));
        }
        return new RawReply(code, lines);
    }

    /**
     * Whether the relay has said something that was not read yet.
     *
     * @throws EOFException when it closed the connection instead
     */
    boolean pending() throws IOException {
        if (buffered()) {
            return true;
        }
        next = 0;
        end = 0;
        int count = source.readNow(buffer, 0, buffer.length);
        if (count < 0) {
            throw new EOFException();
        }
        end = count;
        return count > 0;
    }

    /** Whether a part of the next reply was read already. */
    boolean buffered() {
        return next < end;
    }

    /** Whether the relay is there and has said nothing that was not read yet. */
    boolean quiet() throws IOException {
        return !buffered() && source.quiet();
    }

    /** Takes in one line and says how many octets it has without its end. */
    private int readLine() throws IOException {
        int length = 0;
        int octet = readOctet();
        while (octet != '\n') {
            if (length == line.length) {
                throw new ProtocolException("a line of more than " + MAX_LINE_OCTETS + " octets");
            }
            if (length > 0 && line[length - 1] == '\r') {
                throw new ProtocolException("a carriage return within a line");
            }
            line[length++] = (byte) octet;
            octet = readOctet();
        }
        return length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    }

    private int readOctet() throws IOException {
        if (next == end) {
            int count = source.read(buffer, 0, buffer.length);
            if (count < 0) {
                throw new EOFException();
            }
            next = 0;
            end = count;
            return readOctet();
        }
        return buffer[next++];
    }

    private int code(int length) throws ProtocolException {
        boolean wellFormed = length >= CODE_LENGTH
                && line[0] >= '2'
                && line[0] <= '5'
                && isDigit(line[1])
                && isDigit(line[2])
                && (length == CODE_LENGTH || line[CODE_LENGTH] == ' ' || line[CODE_LENGTH] == '-');
        if (!wellFormed) {
            throw new ProtocolException("a line that is no reply");
        }
        return 100 * (line[0] - '0') + 10 * (line[1] - '0') + line[2] - '0';
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }
}
