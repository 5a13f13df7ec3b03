package dev.twotick.outbox;

import dev.twotick.letter.Assurance.Reach;
import dev.twotick.letter.SealedLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Everything that is known about a letter, folded from its events. Immutable.
 *
 * @param letter the letter
 * @param sentCopy what is known about the Sent copy
 * @param recipients what is known about each recipient, in the order of the envelope
 * @param events the timeline, in the order of the ledger
 */
public record Delivery(SealedLetter letter, SentCopyView sentCopy, List<RecipientView> recipients, List<Event> events) {

    /** Copies the lists. */
    public Delivery {
        recipients = List.copyOf(recipients);
        events = List.copyOf(events);
    }

    /**
     * Folds the events of a letter.
     *
     * @param letter the letter
     * @param events all its events, in the order of the ledger
     * @return the view
     */
    public static Delivery of(SealedLetter letter, List<Event> events) {
        List<RecipientFold> folds = new ArrayList<>();
        for (int i = 0; i < letter.envelope().recipients().size(); i++) {
            folds.add(new RecipientFold(
                    i + 1,
                    letter.envelope().recipients().get(i),
                    letter.terms().assurance().reach()));
        }
        SentCopyView copy = new SentCopyView(
                SentCopyState.NONE, Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
        for (Event event : events) {
            if (event.recipient() != Item.SENT_COPY) {
                folds.get(event.recipient() - 1).add(event);
            } else if (event.type().leadsTo().orElse(null) instanceof SentCopyState state) {
                copy = new SentCopyView(
                        state,
                        event.fact(Fact.FOLDER),
                        number(event, Fact.UID_VALIDITY),
                        number(event, Fact.UID),
                        event.fact(Fact.REASON));
            }
        }
        return new Delivery(
                letter, copy, folds.stream().map(RecipientFold::view).toList(), events);
    }

    private static OptionalLong number(Event event, Fact fact) {
        return event.fact(fact)
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
    }

    /**
     * Whether the submission to every recipient has come to an end, good or bad, or waits for an operator.
     *
     * @return true when nothing more happens to it by itself
     */
    public boolean submissionSettled() {
        return all(view -> view.submission().settled());
    }

    /**
     * Whether a relay took the letter for every recipient.
     *
     * @return true for one tick on each
     */
    public boolean submitted() {
        return all(view -> view.submission() == SubmissionState.SUBMITTED);
    }

    /**
     * Whether the proof that the assurance asks for is there for every recipient.
     *
     * @return true for two ticks on each; never true when the assurance asks for none
     */
    public boolean confirmed() {
        return all(RecipientView::confirmed);
    }

    /**
     * Whether a copy of the letter lies in the Sent folder.
     *
     * @return true when it was filed or found there
     */
    public boolean filed() {
        return sentCopy.state() == SentCopyState.FILED || sentCopy.state() == SentCopyState.FOUND;
    }

    /**
     * Whether no more proof is awaited for any recipient: it is there, the recipient failed, the deadline passed, or none was
     * asked for and the submission has come to its end, and with it the Sent copy when the assurance asks for that.
     *
     * @return true when the second tick will not change by waiting for it
     */
    public boolean confirmationSettled() {
        Reach reach = letter.terms().assurance().reach();
        boolean copyAwaited = reach == Reach.FILED && !sentCopy.state().settled() && any(SubmissionState.SUBMITTED);
        return !copyAwaited
                && all(view -> view.submission().failed()
                        || view.confirmed()
                        || view.confirmation().failed()
                        || view.overdue()
                        || (!reach.asksConfirmation() && view.submission().settled()));
    }

    private boolean any(SubmissionState state) {
        return recipients.stream().anyMatch(view -> view.submission() == state);
    }

    private boolean all(Predicate<RecipientView> condition) {
        return recipients.stream().allMatch(condition);
    }
}
