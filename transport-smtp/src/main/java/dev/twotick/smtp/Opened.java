package dev.twotick.smtp;

import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import java.io.IOException;
import java.util.Optional;

/** What came of opening a connection. */
sealed interface Opened {
    /**
     * Logged in, and ready for MAIL.
     *
     * @param since since when the time of its first letter runs, in the ticks of {@link System#nanoTime}
     */
    record Ready(SmtpConnection connection, long since) implements Opened {}

    /** A connection that was ready before. */
    static Opened ready(SmtpConnection connection) {
        return new Ready(connection, System.nanoTime());
    }

    /**
     * Nothing of any letter was sent.
     *
     * @param phase how far it got
     * @param reason in one sentence, without secrets
     * @param reply what the relay said to it
     * @param fault who has to do something about it
     */
    record Failed(Phase phase, String reason, Optional<Reply> reply, Fault fault) implements Opened {
        /** The line was lost, or TLS failed. */
        static Failed lost(Phase phase, IOException e, Deadline deadline) {
            Optional<String> brokenTls = deadline.passed() ? Optional.empty() : Failures.brokenTls(e);
            if (brokenTls.isPresent()) {
                return new Failed(phase, brokenTls.get(), Optional.empty(), Fault.CONFIGURATION);
            }
            Fault fault = Failures.interrupted(e) ? Fault.OURS : Fault.RELAY;
            return new Failed(phase, "at " + phase + " " + Failures.describe(e, deadline), Optional.empty(), fault);
        }

        SubmissionOutcome outcome(Submission submission) {
            return fault == Fault.CONFIGURATION
                    ? new SubmissionOutcome.RelayUnusable(phase, reason, reply)
                    : SubmissionOutcome.forAll(submission, phase, new Deferred(reason, reply), fault == Fault.RELAY);
        }
    }

    /** Whose fault a failure is. */
    enum Fault {
        /** Somebody must change settings or certificates. */
        CONFIGURATION,
        /** The relay or the way to it; it may be better later. */
        RELAY,
        /** Ours: the attempt was interrupted, or never got its turn. */
        OURS
    }
}
