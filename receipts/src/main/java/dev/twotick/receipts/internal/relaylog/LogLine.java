package dev.twotick.receipts.internal.relaylog;

import dev.twotick.receipts.internal.Digest;
import java.nio.charset.StandardCharsets;

/** A line as it stands in the log. Immutable. */
final class LogLine {
    private final byte[] raw;
    private final long offset;

    /**
     * A line.
     *
     * @param raw its bytes without its end, of a line that is too long its beginning; not copied
     * @param offset where it begins in its file
     */
    LogLine(byte[] raw, long offset) {
        this.raw = raw;
        this.offset = offset;
    }

    String text() {
        return new String(raw, StandardCharsets.UTF_8);
    }

    String digest() {
        return Digest.sha256(raw);
    }

    long offset() {
        return offset;
    }
}
