package dev.twotick.receipts.internal.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

/**
 * A server's answers, given out by at most one line or one literal at a time, so that nothing lies in a buffer above when a
 * line has been read. Lines, literals and whole answers over the limits are refused before anybody makes room for them. Used by
 * one thread.
 */
final class AnswerStream extends InputStream {
    private static final int MAX_LINE = 65_536;

    private final InputStream in;
    private final Allowance allowance;
    private final long maxLiteral;
    private final LiteralWatch watch = new LiteralWatch();
    private final byte[] buffer = new byte[8192];
    private int at;
    private int end;
    private final byte[] line = new byte[MAX_LINE];
    private int lineLength;
    private int lineGiven;
    private long announced = LiteralWatch.NONE;
    private long literalLeft;

    AnswerStream(InputStream in, Allowance allowance, long maxLiteral) {
        this.in = in;
        this.allowance = allowance;
        this.maxLiteral = maxLiteral;
    }

    /** Whether the server has sent more than was asked for by now. */
    boolean holdsMore() throws IOException {
        return at < end || lineGiven < lineLength || in.available() > 0;
    }

    /** Waits until a whole line is there; false when the allowance ended before. Nothing is lost by that. */
    boolean awaitLine() throws IOException {
        try {
            return lineGiven < lineLength || literalLeft > 0 || fillLine();
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (literalLeft > 0) {
            return readLiteral(target, offset, length);
        }
        if (lineGiven == lineLength && !fillLine()) {
            return -1;
        }
        int count = Math.min(length, lineLength - lineGiven);
        System.arraycopy(line, lineGiven, target, offset, count);
        lineGiven += count;
        if (lineGiven == lineLength) {
            lineGiven = 0;
            lineLength = 0;
            literalLeft = Math.max(0, announced);
            announced = LiteralWatch.NONE;
        }
        return count;
    }

    private int readLiteral(byte[] target, int offset, int length) throws IOException {
        if (at == end && !fillBuffer()) {
            return -1;
        }
        int count = (int) Math.min(Math.min(length, end - at), literalLeft);
        for (int i = 0; i < count; i++) {
            watch.accept(buffer[at]);
            target[offset + i] = buffer[at++];
        }
        literalLeft -= count;
        return count;
    }

    /** Gathers a line and, when a time-out comes between, goes on with it the next time. */
    private boolean fillLine() throws IOException {
        while (lineLength == 0 || line[lineLength - 1] != '\n') {
            if (at == end && !fillBuffer()) {
                return false;
            }
            if (lineLength == MAX_LINE) {
                throw allowance.refuse("a line of more than " + MAX_LINE + " bytes");
            }
            byte b = buffer[at++];
            line[lineLength++] = b;
            long literal = watch.accept(b);
            if (literal > maxLiteral) {
                throw allowance.refuse("a literal of more than " + maxLiteral + " bytes");
            }
            announced = literal;
        }
        allowance.spendLine();
        return true;
    }

    private boolean fillBuffer() throws IOException {
        int count = in.read(buffer, 0, buffer.length);
        if (count <= 0) {
            return false;
        }
        allowance.spend(count);
        at = 0;
        end = count;
        return true;
    }
}
