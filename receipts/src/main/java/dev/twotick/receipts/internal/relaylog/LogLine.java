package dev.twotick.receipts.internal.relaylog;

import dev.twotick.receipts.internal.Digest;
import java.nio.charset.StandardCharsets;

/** A line as it stands in the log. */
final class LogLine {
    private final byte[] raw;
    private final long offset;

    /**
     * Keeps the bytes.
     *
     * @param raw the line without its end; of one that is too long, its beginning
     * @param offset where it begins in its file
     */
    LogLine(byte[] raw, long offset) {
        this.raw = raw;
        this.offset = offset;
    }

    String text() {
        return new String(raw, StandardCharsets.UTF_8);
    }

    long offset() {
        return offset;
    }

    String digest() {
        return Digest.sha256(raw);
    }
}
