package dev.twotick.smtp;

import dev.twotick.letter.WireBytes;
import dev.twotick.transport.Submission;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** 25 MB, which no buffer on the way can hold, in lines that are made as they are read. */
final class LongBytes implements WireBytes {
    static final byte[] LINE = (".".repeat(3) + "x".repeat(70) + "\r\n").getBytes(StandardCharsets.US_ASCII);

    private static final int SIZE = 25 * 1024 * 1024;

    private int largestRead;

    /** The same submission with other content. */
    static Submission in(Submission plain, WireBytes content) {
        return new Submission(plain.letter(), plain.reversePath(), plain.recipients(), content, plain.dsn());
    }

    /** The most that was asked for at once. */
    int largestRead() {
        return largestRead;
    }

    @Override
    public long size() {
        return (long) SIZE / LINE.length * LINE.length;
    }

    @Override
    public boolean eightBit() {
        return false;
    }

    @Override
    public boolean utf8Headers() {
        return false;
    }

    @Override
    public InputStream open() {
        return new InputStream() {
            private long next;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0];
            }

            @Override
            public int read(byte[] into, int from, int most) {
                largestRead = Math.max(largestRead, most);
                if (next == size()) {
                    return -1;
                }
                int offset = (int) (next % LINE.length);
                int count = (int) Math.min(Math.min(most, LINE.length - offset), size() - next);
                System.arraycopy(LINE, offset, into, from, count);
                next += count;
                return count;
            }
        };
    }
}
