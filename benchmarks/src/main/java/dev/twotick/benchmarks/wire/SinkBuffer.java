package dev.twotick.benchmarks.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads lines and octets, and writes replies as late as it can: when it has to wait for more input. So a group of commands is
 * answered in one segment. Used by one thread.
 */
final class SinkBuffer {
    private static final int INPUT = 65_536;
    private static final int OUTPUT = 16_384;

    private final InputStream in;
    private final OutputStream out;
    private final byte[] input = new byte[INPUT];
    private final byte[] output = new byte[OUTPUT];
    private int position;
    private int limit;
    private int pending;

    SinkBuffer(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** A line without its end; one that does not fit is cut. */
    String line() throws IOException {
        while (true) {
            for (int i = position; i < limit; i++) {
                if (input[i] == '\n') {
                    int end = i > position && input[i - 1] == '\r' ? i - 1 : i;
                    String line = new String(input, position, end - position, StandardCharsets.ISO_8859_1);
                    position = i + 1;
                    return line;
                }
            }
            more();
        }
    }

    /** Reads on to the line that consists of a dot. */
    void skipLetter() throws IOException {
        boolean lineStart = true;
        while (true) {
            while (limit - position < ".\r\n".length()) {
                more();
            }
            if (lineStart && input[position] == '.' && input[position + 1] == '\r' && input[position + 2] == '\n') {
                position += 3;
                return;
            }
            lineStart = skipLine();
        }
    }

    private boolean skipLine() {
        int i = position;
        while (i < limit && input[i] != '\n') {
            i++;
        }
        position = Math.min(limit, i + 1);
        return i < limit;
    }

    void skip(long octets) throws IOException {
        long left = octets;
        while (left > 0) {
            if (position == limit) {
                more();
            }
            int step = (int) Math.min(left, limit - position);
            position += step;
            left -= step;
        }
    }

    void reply(byte[] text) throws IOException {
        if (pending + text.length > OUTPUT) {
            flush();
        }
        System.arraycopy(text, 0, output, pending, text.length);
        pending += text.length;
    }

    void flush() throws IOException {
        out.write(output, 0, pending);
        out.flush();
        pending = 0;
    }

    private void more() throws IOException {
        if (pending > 0) {
            flush();
        }
        if (position > 0) {
            System.arraycopy(input, position, input, 0, limit - position);
            limit -= position;
            position = 0;
        }
        if (limit == INPUT) {
            limit = 0;
        }
        int read = in.read(input, limit, INPUT - limit);
        if (read < 0) {
            throw new EOFException();
        }
        limit += read;
    }
}
