package dev.twotick.smtp;

import dev.twotick.smtp.Awaited.Command;
import dev.twotick.transport.Submission.Recipient;
import java.util.List;
import java.util.Optional;

/** A transaction while it is being written: what is to be said next. Used by one thread. */
final class Draft {
    /** What is written next. */
    enum Step {
        MAIL,
        RCPT,
        /** DATA, or BDAT with the letter. */
        CONTENT,
        /** The letter, when DATA was answered. */
        BODY,
        /** The last part of the letter, when those before it were answered. */
        LAST_CHUNK
    }

    private final Transaction transaction;
    private final EnvelopeCommands commands;
    private final boolean asksForDsn;
    private final boolean atOnce;
    private List<Recipient> toAsk;
    private int asked;
    private Step step = Step.MAIL;

    /**
     * Begins one.
     *
     * @param asksForDsn whether the parameters of RFC 3461 are used
     * @param atOnce whether it is written to its end before any of its replies is here
     */
    Draft(Transaction transaction, EnvelopeCommands commands, boolean asksForDsn, boolean atOnce) {
        this.transaction = transaction;
        this.commands = commands;
        this.asksForDsn = asksForDsn;
        this.atOnce = atOnce;
        this.toAsk = transaction.recipients();
    }

    Transaction transaction() {
        return transaction;
    }

    Position position() {
        return transaction.position();
    }

    boolean atOnce() {
        return atOnce;
    }

    Step step() {
        return step;
    }

    void next(Step following) {
        step = following;
    }

    /** How many recipients were asked for since the last time that all replies were here. */
    int asked() {
        return asked;
    }

    boolean hasRecipients() {
        return asked < toAsk.size();
    }

    /** Asks for no recipient any more. */
    void skipRecipients() {
        asked = toAsk.size();
    }

    String mail() {
        step = Step.RCPT;
        return commands.mail(transaction.recipients(), withDsn());
    }

    Recipient nextRecipient() {
        return toAsk.get(asked++);
    }

    String rcpt(Recipient recipient) {
        return commands.rcpt(recipient, withDsn());
    }

    private boolean withDsn() {
        return asksForDsn && !transaction.plain();
    }

    /** All replies are here: whether something is to be asked again without the parameters of RFC 3461. */
    boolean again() {
        if (transaction.againFromMail()) {
            step = Step.MAIL;
            toAsk = transaction.recipients();
            asked = 0;
            return true;
        }
        List<Recipient> again = transaction.againWithoutDsn();
        if (!again.isEmpty()) {
            toAsk = again;
            asked = 0;
        }
        return !again.isEmpty();
    }

    /** What it waits for when all that was written is answered. */
    Command underWay() {
        return switch (step) {
            case MAIL, RCPT -> Command.MAIL;
            case CONTENT, BODY, LAST_CHUNK -> Command.CHUNK;
        };
    }

    Awaited reply(Command command) {
        return new Awaited(transaction, command, Optional.empty());
    }
}
