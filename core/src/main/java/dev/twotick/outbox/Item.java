package dev.twotick.outbox;

import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.Verdict;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The place of one recipient, or of the Sent copy, in the queue. All that changes it is computed here, so that every outbox
 * does the same; an outbox only stores the result together with its event, in one transaction. Immutable.
 *
 * @param letter the letter
 * @param number the recipient's number from 1, or {@link #SENT_COPY}
 * @param state where it stands
 * @param since when it came into this state
 * @param due when a desk may take it; empty: not by itself
 * @param attempts how often it was taken for submission or filing
 * @param doubts how often it came into doubt
 * @param fence the number of the lease that holds it or held it last
 * @param leasedUntil when that lease ends; empty: not leased
 * @param intended whether the intent to send the last dot is durable under that lease
 * @param confirmation what is known about the recipient
 * @param wanted what has to become known; {@link Confirmation#NONE} when no confirmation is asked for
 * @param deadline until when; empty when nothing is awaited any more
 * @param overdue whether the deadline passed without it
 */
public record Item(
        LetterId letter,
        int number,
        ItemState state,
        Instant since,
        Optional<Instant> due,
        int attempts,
        int doubts,
        long fence,
        Optional<Instant> leasedUntil,
        boolean intended,
        Confirmation confirmation,
        Confirmation wanted,
        Optional<Instant> deadline,
        boolean overdue) {

    /** The number of the item that stands for the Sent copy: {@value}. */
    public static final int SENT_COPY = 0;

    /**
     * The items of a letter at its acceptance: the Sent copy's first, then each recipient's, due at once.
     *
     * @param letter the letter
     * @return one more than there are recipients
     */
    public static List<Item> allOf(SealedLetter letter) {
        Confirmation wanted = Confirmation.wantedFor(letter.terms().assurance().reach());
        Instant now = letter.acceptedAt();
        List<Item> items = new ArrayList<>();
        items.add(fresh(letter, SENT_COPY, SentCopyState.NONE, Optional.empty(), Confirmation.NONE, Optional.empty()));
        for (int number = 1; number <= letter.envelope().recipients().size(); number++) {
            items.add(fresh(letter, number, SubmissionState.QUEUED, Optional.of(now), wanted, letter.deadline()));
        }
        return items;
    }

    private static Item fresh(
            SealedLetter letter,
            int number,
            ItemState state,
            Optional<Instant> due,
            Confirmation wanted,
            Optional<Instant> deadline) {
        return new Item(
                letter.id(),
                number,
                state,
                letter.acceptedAt(),
                due,
                0,
                0,
                0,
                Optional.empty(),
                false,
                Confirmation.NONE,
                wanted,
                deadline,
                false);
    }

    /**
     * Whether a desk may take it now.
     *
     * @param desk the desk
     * @param now the time
     * @return true when it is due and free
     */
    public boolean isDue(Desk desk, Instant now) {
        return desk.takes().contains(state)
                && leasedUntil.isEmpty()
                && due.isPresent()
                && !due.get().isAfter(now);
    }

    /**
     * Takes it for a desk. The attempt is counted before anything else happens.
     *
     * @param desk the desk
     * @param fence the lease's number
     * @param now the time
     * @param ttl how long the lease lasts
     * @return the item as leased
     */
    public Item leased(Desk desk, long fence, Instant now, Duration ttl) {
        boolean submission = desk == Desk.SUBMISSION;
        return new Item(
                letter,
                number,
                submission ? SubmissionState.SUBMITTING : state,
                submission ? now : since,
                due,
                desk == Desk.DOUBT ? attempts : attempts + 1,
                doubts,
                fence,
                Optional.of(now.plus(ttl)),
                false,
                confirmation,
                wanted,
                deadline,
                overdue);
    }

    /**
     * Lengthens the lease.
     *
     * @param now the time
     * @param ttl how long it lasts from now
     * @return the item
     */
    public Item renewed(Instant now, Duration ttl) {
        return withLease(Optional.of(now.plus(ttl)), intended);
    }

    /**
     * Notes the intent to send the last dot.
     *
     * @return the item
     */
    public Item withIntent() {
        return withLease(leasedUntil, true);
    }

    private Item withLease(Optional<Instant> until, boolean intent) {
        return new Item(
                letter,
                number,
                state,
                since,
                due,
                attempts,
                doubts,
                fence,
                until,
                intent,
                confirmation,
                wanted,
                deadline,
                overdue);
    }

    /**
     * Whether a lease holds it.
     *
     * @param lease the lease's number
     * @return true while that lease was neither given back nor taken over
     */
    public boolean isHeldBy(long lease) {
        return leasedUntil.isPresent() && fence == lease;
    }

    /**
     * Does a step and gives the lease back.
     *
     * @param step the step
     * @param now the time
     * @return the item afterwards
     * @throws IllegalStateException for a step that no legal state change covers: a bug, never to be stored
     */
    public Item after(Transition step, Instant now) {
        ItemState next = step.type().leadsTo().orElseThrow();
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("letter " + letter + " item " + number + ": " + step.type() + " leads from "
                    + state.name() + " to " + next.name() + ", which is no legal step");
        }
        boolean stillTheDoubt = step.type() == EventType.DOUBT_REMAINS;
        boolean failed = next instanceof SubmissionState submission && submission.failed();
        return new Item(
                letter,
                number,
                next,
                stillTheDoubt ? since : now,
                step.dueIn().map(now::plus),
                step.type() == EventType.RELEASED ? attempts - 1 : attempts,
                step.type() == EventType.IN_DOUBT ? doubts + 1 : doubts,
                fence,
                Optional.empty(),
                false,
                confirmation,
                wanted,
                failed ? Optional.empty() : deadline,
                overdue && !failed);
    }

    /**
     * What becomes of it when its lease ended without a word: free again without intent, in doubt with it.
     *
     * @return the step, or empty when the lease is simply given back and the item stays as it is
     */
    public Optional<Transition> recovery() {
        if (state != SubmissionState.SUBMITTING) {
            return Optional.empty();
        }
        EventType type = intended ? EventType.IN_DOUBT : EventType.RECOVERED;
        String reason = intended
                ? "the worker was lost after it had made its intent to send the last dot durable"
                : "the worker was lost before the last dot";
        return Optional.of(Transition.to(number, type, Duration.ZERO, Map.of(Fact.REASON, reason)));
    }

    /**
     * Gives the lease back and changes nothing else.
     *
     * @param now the time, at which it is due again
     * @return the item
     */
    public Item freed(Instant now) {
        return new Item(
                letter,
                number,
                state,
                since,
                Optional.of(now),
                attempts,
                doubts,
                fence,
                Optional.empty(),
                false,
                confirmation,
                wanted,
                deadline,
                overdue);
    }

    /**
     * Takes in what is known about the recipient now.
     *
     * @param verdict the fold over all its evidence
     * @return the item; nothing is awaited any more once the proof or a failure is there
     */
    public Item judged(Verdict verdict) {
        Confirmation known = verdict.confirmation();
        boolean over = known.failed() || (wanted != Confirmation.NONE && known.reaches(wanted));
        return new Item(
                letter,
                number,
                state,
                since,
                due,
                attempts,
                doubts,
                fence,
                leasedUntil,
                intended,
                known,
                wanted,
                over ? Optional.empty() : deadline,
                overdue && !over);
    }

    /**
     * Whether its deadline passed without the proof.
     *
     * @param now the time
     * @return true when it is to be marked
     */
    public boolean isPastDeadline(Instant now) {
        return !overdue && deadline.isPresent() && !deadline.get().isAfter(now);
    }

    /**
     * Marks it as overdue.
     *
     * @return the item
     */
    public Item markedOverdue() {
        return new Item(
                letter,
                number,
                state,
                since,
                due,
                attempts,
                doubts,
                fence,
                leasedUntil,
                intended,
                confirmation,
                wanted,
                deadline,
                true);
    }
}
