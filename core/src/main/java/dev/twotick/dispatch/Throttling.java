package dev.twotick.dispatch;

import dev.twotick.transport.EnhancedStatus;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Reply;
import dev.twotick.transport.SubmissionOutcome.Answered;
import java.util.Optional;

/**
 * Tells a relay that has had enough of all letters for now from one that does not want this one. It is the relay's state, then,
 * and the letter's attempt is not counted: 421 (RFC 5321 section 4.2.2), 4.3.2 (RFC 3463), and replies that speak of rates and
 * limits, before the body or as the final reply. Half-way through a letter 421 may be about its own slowness.
 */
final class Throttling {
    private static final int SHUTTING_DOWN = 421;
    private static final int TOO_MANY_RECIPIENTS = 452;

    private Throttling() {}

    static boolean isIn(Answered answered) {
        boolean heardInTurn = answered.phase().compareTo(Phase.BODY) < 0 || answered.phase() == Phase.DONE;
        return heardInTurn
                && answered.recipients().values().stream().allMatch(outcome -> isIn(outcome, answered.phase()));
    }

    private static boolean isIn(RecipientOutcome outcome, Phase phase) {
        return outcome instanceof RecipientOutcome.Deferred deferred
                && deferred.reply().map(reply -> isIn(reply, phase)).orElse(false);
    }

    private static boolean isIn(Reply reply, Phase phase) {
        if (!reply.transientNegative() || reply.code() == TOO_MANY_RECIPIENTS) {
            return false;
        }
        Optional<EnhancedStatus> status = reply.enhancedStatus();
        boolean busy =
                status.map(code -> code.subject() == 3 && code.detail() == 2).orElse(false);
        boolean policy = status.map(code -> code.subject() == 7).orElse(phase.compareTo(Phase.RCPT) < 0);
        return reply.code() == SHUTTING_DOWN || busy || (policy && reply.speaksOfRates());
    }
}
