package dev.twotick.jdbc;

import java.io.IOException;
import java.util.zip.CRC32C;

/** A part of a letter's bytes, with what it was when it was stored. */
final class Chunk {
    /** The longest. */
    static final int MOST = 256 * 1024;

    private final byte[] bytes;
    private final long length;
    private final long crc32c;

    Chunk(byte[] bytes, long length, long crc32c) {
        this.bytes = bytes;
        this.length = length;
        this.crc32c = crc32c;
    }

    static Chunk of(byte[] bytes) {
        return new Chunk(bytes, bytes.length, sum(bytes));
    }

    byte[] bytes() {
        return bytes;
    }

    long length() {
        return length;
    }

    long crc32c() {
        return crc32c;
    }

    /**
     * Checks that the bytes still are what was stored.
     *
     * @throws IOException when they are not: they must never be sent
     */
    void check() throws IOException {
        if (bytes.length != length) {
            throw new IOException("damaged: " + bytes.length + " bytes are there, " + length + " were stored");
        }
        if (sum(bytes) != crc32c) {
            throw new IOException("damaged: their CRC-32C is no longer that of what was stored");
        }
    }

    private static long sum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, bytes.length);
        return sum.getValue();
    }
}
