package dev.twotick.dispatch;

import dev.twotick.transport.EnhancedStatus;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Reply;
import dev.twotick.transport.SubmissionOutcome.Answered;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells a relay that has had enough of all letters for now from one that does not want this one. It is the relay's state, then,
 * and the letter's attempt is not counted: 421 (RFC 5321 section 4.2.2) before the body, 4.3.2 (RFC 3463), and replies
 * that speak of rates and limits.
 */
final class Throttling {
    private static final int SHUTTING_DOWN = 421;
    private static final int TOO_MANY_RECIPIENTS = 452;

    /** Greylisting says 4.7.1 and "try again later", and means one recipient; these words mean a sender's rate. */
    private static final Pattern WORDS = Pattern.compile(
            "throttl|too many (?!recipients)|too fast|\\brate\\b|limit exceeded|exceeded .*limit|quota of messages");

    private Throttling() {}

    static boolean isIn(Answered answered) {
        return answered.phase().compareTo(Phase.BODY) < 0
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
        return reply.code() == SHUTTING_DOWN
                || busy
                || (policy
                        && WORDS.matcher(reply.text().toLowerCase(Locale.ROOT)).find());
    }
}
