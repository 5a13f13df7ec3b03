package dev.twotick.transport;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of one {@link Submission}. */
public sealed interface SubmissionOutcome {
    /**
     * The submission ran, and each recipient has an outcome.
     *
     * @param phase how far it got
     * @param recipients an outcome for each recipient's number, none left out
     * @param dsnOffered whether the relay offered DSN (RFC 3461), so that reports can come back; empty: it was not asked
     * @param relayAtFault whether it ended by a fault of the relay or of the way to it (refused connection, lost line, 421)
     *     rather than of the letter; the circuit breaker counts these
     * @param notOffered what the letter's handling asked for and the relay does not offer, as EHLO keywords
     */
    record Answered(
            Phase phase,
            Map<Integer, RecipientOutcome> recipients,
            Optional<Boolean> dsnOffered,
            boolean relayAtFault,
            List<String> notOffered)
            implements SubmissionOutcome {
        /** Copies the outcomes. */
        public Answered {
            recipients = Map.copyOf(recipients);
            notOffered = List.copyOf(notOffered);
        }

        /**
         * An answer of a relay that offers all that was asked for.
         *
         * @param phase how far it got
         * @param recipients an outcome for each recipient's number
         * @param dsnOffered whether the relay offered DSN
         * @param relayAtFault whether it ended by a fault of the relay
         */
        public Answered(
                Phase phase,
                Map<Integer, RecipientOutcome> recipients,
                Optional<Boolean> dsnOffered,
                boolean relayAtFault) {
            this(phase, recipients, dsnOffered, relayAtFault, List.of());
        }
    }

    /**
     * The relay cannot be used until somebody mends it: login refused, TLS not to be trusted, wrong configuration. Nobody took
     * responsibility for the letter, be it past {@link PointOfNoReturn} or not, and no attempt is counted.
     *
     * @param phase where it was found out
     * @param reason what is wrong and what to change, in one sentence without secrets
     * @param reply the server's reply, where it was one that said so
     */
    record RelayUnusable(Phase phase, String reason, Optional<Reply> reply) implements SubmissionOutcome {}

    /**
     * {@link PointOfNoReturn#cross} said no, and the connection was closed without the terminator: nothing was submitted, and
     * somebody else has the letter now. In a batch also for a letter that was never asked for, because the transport did not
     * come to it: it had no try at all.
     */
    record Abandoned() implements SubmissionOutcome {}

    /**
     * The same outcome for every recipient.
     *
     * @param submission the submission
     * @param phase how far it got
     * @param outcome the outcome of each
     * @param relayAtFault as in {@link Answered}
     * @return the answer
     */
    static Answered forAll(Submission submission, Phase phase, RecipientOutcome outcome, boolean relayAtFault) {
        Map<Integer, RecipientOutcome> all = new HashMap<>();
        submission.recipients().forEach(recipient -> all.put(recipient.number(), outcome));
        return new Answered(phase, all, Optional.empty(), relayAtFault);
    }
}
