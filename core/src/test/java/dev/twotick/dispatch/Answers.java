package dev.twotick.dispatch;

import dev.twotick.transport.Phase;
import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a relay may answer, as behaviours of a transport. */
final class Answers {
    private Answers() {}

    static SubmissionOutcome taken(Submission submission, PointOfNoReturn gate) {
        if (!gate.cross()) {
            return new SubmissionOutcome.Abandoned();
        }
        Reply reply = new Reply(250, List.of("2.0.0 Ok: queued as 4X"));
        return answered(submission, Phase.DONE, new Submitted(reply, Optional.of("4X")), true, false);
    }

    static SubmissionOutcome lostAfterTheDot(Submission submission, PointOfNoReturn gate) {
        gate.cross();
        return answered(submission, Phase.FINAL, new InDoubt("the line was cut"), true, true);
    }

    static SubmissionOutcome unreachable(Submission submission, PointOfNoReturn gate) {
        Deferred deferred = new Deferred("connection refused", Optional.empty());
        return SubmissionOutcome.forAll(submission, Phase.CONNECT, deferred, true);
    }

    static SubmissionOutcome busy(Submission submission, PointOfNoReturn gate) {
        Reply reply = new Reply(451, List.of("4.7.1 greylisted"));
        return answered(submission, Phase.RCPT, new Deferred("refused for now", Optional.of(reply)), true, false);
    }

    static SubmissionOutcome refused(Submission submission, PointOfNoReturn gate) {
        Reply reply = new Reply(550, List.of("5.1.1 no such user"));
        return answered(submission, Phase.RCPT, new Rejected("refused", Optional.of(reply)), true, false);
    }

    static SubmissionOutcome unreadable(Submission submission, PointOfNoReturn gate) {
        return answered(submission, Phase.BODY, new RecipientOutcome.Broken("damaged"), true, false);
    }

    static SubmissionOutcome wrongPassword(Submission submission, PointOfNoReturn gate) {
        return new SubmissionOutcome.RelayUnusable(Phase.AUTH, "the relay refused the login", Optional.empty());
    }

    static SubmissionOutcome answered(
            Submission submission, Phase phase, RecipientOutcome outcome, boolean dsn, boolean relayAtFault) {
        Map<Integer, RecipientOutcome> all = new HashMap<>();
        submission.recipients().forEach(recipient -> all.put(recipient.number(), outcome));
        return new SubmissionOutcome.Answered(phase, all, Optional.of(dsn), relayAtFault);
    }
}
