package dev.twotick.transport;

import java.util.Optional;

/** What a submission came to for one recipient: yes, no for good, no for now, broken, or nobody knows. */
public sealed interface RecipientOutcome {
    /**
     * A complete 2yz final reply was read: the relay took responsibility. Tick 1.
     *
     * @param reply the final reply
     * @param queueId the relay's own name for the letter, where its reply gives one
     */
    record Submitted(Reply reply, Optional<String> queueId) implements RecipientOutcome {}

    /**
     * Refused for good: nobody took responsibility and trying again would not help.
     *
     * @param reason what happened, in one sentence
     * @param reply the 5yz reply; empty when it was found out here
     */
    record Rejected(String reason, Optional<Reply> reply) implements RecipientOutcome {}

    /**
     * A definite no for now: nobody took responsibility, so that trying again risks nothing.
     *
     * @param reason what happened, in one sentence
     * @param reply the 4yz reply; empty when the connection was lost or refused
     */
    record Deferred(String reason, Optional<Reply> reply) implements RecipientOutcome {}

    /**
     * The submission broke on the letter itself: its bytes cannot be read, or are not what was promised. As definite a no as
     * {@link Deferred}; no relay had a word in it and another one would not help, so after three in a row the engine holds the
     * recipient.
     *
     * @param reason what happened, in one sentence
     */
    record Broken(String reason) implements RecipientOutcome {}

    /**
     * The last dot may have reached the relay and no complete reply was read. Never to be treated as a no.
     *
     * @param reason what happened, in one sentence
     */
    record InDoubt(String reason) implements RecipientOutcome {}
}
