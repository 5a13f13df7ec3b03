package dev.twotick.cli.demo;

import dev.twotick.confirmation.Confirmation;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SentCopyState;
import dev.twotick.outbox.SubmissionState;

/**
 * Where a letter to one recipient comes to stand.
 *
 * @param submission tick 1
 * @param confirmation tick 2
 * @param proven whether the proof that was asked for is there
 * @param overdue whether the deadline passed without it
 * @param copy the copy in the sender's own folder
 */
record Ending(
        SubmissionState submission, Confirmation confirmation, boolean proven, boolean overdue, SentCopyState copy) {

    static Ending of(Delivery delivery) {
        RecipientView recipient = delivery.recipients().get(0);
        return new Ending(
                recipient.submission(),
                recipient.confirmation(),
                recipient.confirmed(),
                recipient.overdue(),
                delivery.sentCopy().state());
    }

    /** Neither proven nor overdue; what a relay has taken lies in the Sent folder, and nothing else does. */
    static Ending of(SubmissionState submission, Confirmation confirmation) {
        boolean taken = submission == SubmissionState.SUBMITTED;
        return new Ending(submission, confirmation, false, false, taken ? SentCopyState.FILED : SentCopyState.NONE);
    }

    Ending confirmed() {
        return new Ending(submission, confirmation, true, overdue, copy);
    }

    Ending late() {
        return new Ending(submission, confirmation, proven, true, copy);
    }

    @Override
    public String toString() {
        return submission + " · " + confirmation + (overdue ? " · overdue" : "");
    }
}
