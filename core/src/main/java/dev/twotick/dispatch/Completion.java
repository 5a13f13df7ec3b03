package dev.twotick.dispatch;

import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Fills in what a transport left out, as far as the point of no return allows: past it, only a reply is a no. */
final class Completion {
    private Completion() {}

    /** What the transport says, with an outcome for each recipient. */
    static SubmissionOutcome of(Submission submission, SubmissionOutcome outcome, boolean crossed) {
        if (outcome instanceof RelayUnusable) {
            return outcome;
        }
        if (!(outcome instanceof Answered answered)) {
            return crossed
                    ? unfinished(submission, true, "the transport gave up after the last dot may have left", true)
                    : outcome;
        }
        Map<Integer, RecipientOutcome> all = new HashMap<>();
        for (Submission.Recipient recipient : submission.recipients()) {
            RecipientOutcome known = answered.recipients().get(recipient.number());
            all.put(
                    recipient.number(),
                    known != null ? known : unknown("the transport gave no outcome for it", crossed));
        }
        return new Answered(
                answered.phase(), all, answered.dsnOffered(), answered.relayAtFault(), answered.notOffered());
    }

    /** What is known when the transport says nothing. */
    static Answered unfinished(Submission submission, boolean crossed, String reason, boolean relayAtFault) {
        return SubmissionOutcome.forAll(
                submission, crossed ? Phase.FINAL : Phase.BODY, unknown(reason, crossed), relayAtFault);
    }

    /** What is known when the transport threw. */
    static Answered broken(Submission submission, boolean crossed, String reason) {
        RecipientOutcome outcome = crossed ? new RecipientOutcome.InDoubt(reason) : new RecipientOutcome.Broken(reason);
        return SubmissionOutcome.forAll(submission, crossed ? Phase.FINAL : Phase.BODY, outcome, true);
    }

    private static RecipientOutcome unknown(String reason, boolean crossed) {
        return crossed ? new RecipientOutcome.InDoubt(reason) : new RecipientOutcome.Deferred(reason, Optional.empty());
    }
}
