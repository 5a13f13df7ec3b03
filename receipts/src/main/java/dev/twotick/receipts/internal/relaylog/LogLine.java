package dev.twotick.receipts.internal.relaylog;

import java.nio.charset.StandardCharsets;

/**
 * A line as it stands in the log.
 *
 * @param raw its bytes without its end; of a line that is too long, its beginning
 * @param offset where it begins in its file
 */
record LogLine(byte[] raw, long offset) {
    String text() {
        return new String(raw, StandardCharsets.UTF_8);
    }
}
