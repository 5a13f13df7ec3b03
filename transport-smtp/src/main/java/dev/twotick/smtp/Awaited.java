package dev.twotick.smtp;

import dev.twotick.transport.Phase;
import dev.twotick.transport.Submission.Recipient;
import java.util.Optional;

/**
 * A reply that is to come.
 *
 * @param transaction whom it is about
 * @param command what it answers
 * @param recipient whom it concerns alone
 */
record Awaited(Transaction transaction, Command command, Optional<Recipient> recipient) {

    /** What replies answer. */
    enum Command {
        /** RSET, before a transaction. */
        RSET(Phase.MAIL),
        MAIL(Phase.MAIL),
        RCPT(Phase.RCPT),
        DATA(Phase.DATA),
        /** A dot for a letter that nobody is left for. */
        NOTHING(Phase.DATA),
        /** A part of the letter that is not its last. */
        CHUNK(Phase.BODY),
        /** The last dot, or BDAT LAST. */
        LAST(Phase.FINAL);

        private final Phase phase;

        Command(Phase phase) {
            this.phase = phase;
        }

        Phase phase() {
            return phase;
        }
    }
}
