package dev.twotick.receipts.internal.relaylog;

import java.time.Instant;
import java.util.Optional;

/** How a kind of relay writes its log. Total and linear in the line's length; immutable and thread-safe. */
interface LogDialect {
    /**
     * Reads a line.
     *
     * @param line without its end
     * @param now for times that are written without their year
     * @return what it tells of a mail, if anything
     */
    Optional<LogEntry> read(String line, Instant now);
}
