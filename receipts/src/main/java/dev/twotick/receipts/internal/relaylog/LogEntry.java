package dev.twotick.receipts.internal.relaylog;

import dev.twotick.confirmation.EvidenceLevel;
import java.time.Instant;
import java.util.Optional;

/** What one line of a relay's log tells about one mail that the relay holds. */
sealed interface LogEntry {
    /** The relay's name for the mail. */
    String queueId();

    /** The relay begins to take a mail: what was known under its name was about another one. */
    record Begun(String queueId) implements LogEntry {}

    /** Who sent it, or which Message-ID it has. */
    record Taken(String queueId, Optional<String> sender, Optional<String> messageId) implements LogEntry {}

    /**
     * What came of it for one recipient.
     *
     * @param to the address it went to in the end
     * @param originalTo the address as it was submitted, where that is another one
     * @param level what it means
     * @param status enhanced status code
     * @param words the relay's own words
     * @param at when, by the relay's clock
     * @param host who says so
     */
    record Handled(
            String queueId,
            Optional<String> to,
            Optional<String> originalTo,
            EvidenceLevel level,
            Optional<String> status,
            String words,
            Instant at,
            Optional<String> host)
            implements LogEntry {
        Handled of(Optional<String> recipient, Optional<String> original) {
            return new Handled(queueId, recipient, original, level, status, words, at, host);
        }
    }

    /** The relay holds it no more. */
    record Gone(String queueId) implements LogEntry {}
}
