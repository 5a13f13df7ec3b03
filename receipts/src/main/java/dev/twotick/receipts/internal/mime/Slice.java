package dev.twotick.receipts.internal.mime;

import java.util.Arrays;

/** A stretch of a mail that is not copied. Immutable as long as nobody writes to the bytes. */
public final class Slice {
    private final byte[] bytes;
    private final int from;
    private final int to;
    private final Deadline deadline;

    private Slice(byte[] bytes, int from, int to, Deadline deadline) {
        this.deadline = deadline;
        this.bytes = bytes;
        this.from = from;
        this.to = Math.max(from, to);
    }

    /**
     * Looks at the beginning of some bytes.
     *
     * @param bytes the bytes, not copied
     * @param limit the most of them to look at
     * @param deadline until when they may be read, and what is made of them
     * @return at most {@code limit} bytes
     */
    public static Slice of(byte[] bytes, int limit, Deadline deadline) {
        return new Slice(bytes, 0, Math.min(bytes.length, limit), deadline);
    }

    /** All of some bytes that are few. */
    static Slice ofFew(byte[] bytes) {
        return of(bytes, bytes.length, Deadline.none());
    }

    Deadline deadline() {
        return deadline;
    }

    byte at(int index) {
        return bytes[index];
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    Slice part(int start, int end) {
        return new Slice(bytes, start, end, deadline);
    }

    byte[] copy() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Text in UTF-8 where it is well-formed, else in Latin-1, so that nothing is lost. */
    String text(int start, int end) {
        return TextDecoding.lenient(bytes, start, end);
    }
}
