package dev.twotick.dispatch;

import dev.twotick.confirmation.Claim;
import dev.twotick.dispatch.LetterShelf.OnShelf;
import java.time.Duration;
import java.time.Instant;

/**
 * For how long a queue id means a letter: relays give the same one to another letter later. It holds from the reply that told
 * it, with some tolerance for two clocks, for as long as a relay keeps trying.
 */
final class QueueIdTerm {
    /** The relay's log can be ahead of the reply, and its clock can be wrong. */
    private static final Duration TOLERANCE = Duration.ofMinutes(10);

    /** Five days are usual (RFC 5321 section 4.5.4.1). */
    private static final Duration LONGEST_TRY = Duration.ofDays(7);

    private QueueIdTerm() {}

    /** Whether a claim with a queue id and a time is about that recipient. */
    static boolean holds(OnShelf letter, int recipient, Claim claim) {
        String queueId = claim.queueId().orElse("");
        return claim.happenedAt()
                .filter(at -> letter.toldQueueId(recipient, queueId).stream().anyMatch(told -> isWithin(told, at)))
                .isPresent();
    }

    private static boolean isWithin(Instant told, Instant at) {
        return !at.isBefore(told.minus(TOLERANCE)) && at.isBefore(told.plus(LONGEST_TRY));
    }
}
