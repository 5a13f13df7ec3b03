package dev.twotick.receipts.internal.relaylog;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * The whole lines of a stream, in memory that is bounded whatever the stream holds. A last line without its end is not given: it
 * may still be being written. Used by one thread.
 */
final class LogLines {
    /** What is longer is cut; no relay writes such lines. */
    private static final int MAX_LINE = 8192;

    /** What is longer without an end is no log. */
    private static final int MAX_UNENDED = 1 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[65_536];
    private final byte[] line = new byte[MAX_LINE];
    private int at;
    private int end;
    private long given;
    private boolean ended;

    LogLines(InputStream in, long offset) {
        this.in = in;
        this.given = offset;
    }

    /** The offset behind the last line that was given. */
    long offset() {
        return given;
    }

    /** The next line; empty at the end, and from then on: what is written meanwhile may be the rest of a line. */
    Optional<LogLine> next() throws IOException {
        int length = 0;
        long read = 0;
        while (!ended && (at < end || fill())) {
            byte b = buffer[at++];
            read++;
            if (b == '\n' || read == MAX_UNENDED) {
                LogLine whole = new LogLine(Arrays.copyOf(line, length), given);
                given += read;
                return Optional.of(whole);
            }
            if (length < MAX_LINE) {
                line[length++] = b;
            }
        }
        ended = true;
        return Optional.empty();
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        return end > 0;
    }
}
