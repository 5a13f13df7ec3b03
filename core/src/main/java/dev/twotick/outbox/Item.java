package dev.twotick.outbox;

import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.Verdict;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
 * @param doubts how often it came into doubt since an operator last settled its doubts
 * @param hold the lease that holds it or held it last
 * @param proof what is known about the recipient, and what is awaited
 */
public record Item(
        LetterId letter,
        int number,
        ItemState state,
        Instant since,
        Optional<Instant> due,
        int attempts,
        int doubts,
        Hold hold,
        Proof proof) {

    /** The number of the item that stands for the Sent copy: {@value}. */
    public static final int SENT_COPY = 0;

    /**
     * A lease as its item sees it.
     *
     * @param fence the lease's number
     * @param until when it ends; empty: the item is free
     * @param intended whether the intent to send the last dot is durable under it
     */
    public record Hold(long fence, Optional<Instant> until, boolean intended) {
        /** No lease ever held it. */
        static final Hold NEVER = new Hold(0, Optional.empty(), false);

        Hold released() {
            return new Hold(fence, Optional.empty(), false);
        }
    }

    /**
     * The second tick as its item sees it.
     *
     * @param known what is known
     * @param wanted what has to become known; {@link Confirmation#NONE} when no confirmation is asked for
     * @param deadline until when; empty when nothing is awaited any more
     * @param overdue whether the deadline passed without it
     */
    public record Proof(Confirmation known, Confirmation wanted, Optional<Instant> deadline, boolean overdue) {
        /** Nothing is awaited. */
        static final Proof NONE_WANTED = new Proof(Confirmation.NONE, Confirmation.NONE, Optional.empty(), false);

        Proof noLongerAwaited() {
            return new Proof(known, wanted, Optional.empty(), false);
        }
    }

    /**
     * The items of a letter at its acceptance: the Sent copy's first, then each recipient's, due at once unless the letter is
     * to wait.
     *
     * @param letter the letter
     * @return one more than there are recipients
     */
    public static List<Item> allOf(SealedLetter letter) {
        Confirmation wanted = Confirmation.wantedFor(letter.terms().assurance().reach());
        Instant now = letter.acceptedAt();
        Instant due =
                letter.terms().handling().notBefore().filter(now::isBefore).orElse(now);
        List<Item> items = new ArrayList<>();
        items.add(new Item(
                letter.id(),
                SENT_COPY,
                SentCopyState.NONE,
                now,
                Optional.empty(),
                0,
                0,
                Hold.NEVER,
                Proof.NONE_WANTED));
        for (int number = 1; number <= letter.envelope().recipients().size(); number++) {
            Proof proof = new Proof(Confirmation.NONE, wanted, letter.deadline(), false);
            items.add(new Item(
                    letter.id(), number, SubmissionState.QUEUED, now, Optional.of(due), 0, 0, Hold.NEVER, proof));
        }
        return items;
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
                && hold.until().isEmpty()
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
        Hold taken = new Hold(fence, Optional.of(now.plus(ttl)), false);
        return switch (desk) {
            case SUBMISSION ->
                new Item(letter, number, SubmissionState.SUBMITTING, now, due, attempts + 1, doubts, taken, proof);
            case FILING -> new Item(letter, number, state, since, due, attempts + 1, doubts, taken, proof);
            case DOUBT -> with(taken);
        };
    }

    /**
     * Lengthens the lease.
     *
     * @param now the time
     * @param ttl how long it lasts from now
     * @return the item
     */
    public Item renewed(Instant now, Duration ttl) {
        return with(new Hold(hold.fence(), Optional.of(now.plus(ttl)), hold.intended()));
    }

    /**
     * Notes the intent to send the last dot.
     *
     * @return the item
     */
    public Item withIntent() {
        return with(new Hold(hold.fence(), hold.until(), true));
    }

    private Item with(Hold other) {
        return new Item(letter, number, state, since, due, attempts, doubts, other, proof);
    }

    private Item with(Proof other) {
        return new Item(letter, number, state, since, due, attempts, doubts, hold, other);
    }

    /**
     * Whether a lease holds it.
     *
     * @param lease the lease's number
     * @return true while that lease was neither given back nor taken over
     */
    public boolean isHeldBy(long lease) {
        return hold.until().isPresent() && hold.fence() == lease;
    }

    /**
     * Whether its lease has run out.
     *
     * @param now the time
     * @return true when it is to be freed
     */
    public boolean isLeaseOver(Instant now) {
        return hold.until().isPresent() && !hold.until().get().isAfter(now);
    }

    /**
     * Does a step and gives the lease back.
     *
     * @param step the step
     * @param now the time
     * @return the item afterwards
     * @throws IllegalStateException for a step that no legal state change covers, or that tells a failure after a doubt: a bug,
     *     or the decision of somebody who saw an older state; never to be stored
     */
    public Item after(Transition step, Instant now) {
        ItemState next = step.type().leadsTo().orElseThrow();
        if (!isLegal(step.type(), next)) {
            throw new IllegalStateException("letter " + letter + " item " + number + ": " + step.type() + " leads from "
                    + state.name() + " to " + next.name() + ", which is no legal step");
        }
        boolean failed = next instanceof SubmissionState submission && submission.failed();
        return new Item(
                letter,
                number,
                next,
                step.type() == EventType.DOUBT_REMAINS ? since : now,
                step.dueIn().map(now::plus),
                step.type() == EventType.RELEASED ? attempts - 1 : attempts,
                doubtsAfter(step.type()),
                hold.released(),
                failed ? proof.noLongerAwaited() : proof);
    }

    private int doubtsAfter(EventType type) {
        return switch (type) {
            case IN_DOUBT -> doubts + 1;
            case NOT_SUBMITTED -> 0;
            default -> doubts;
        };
    }

    private boolean isLegal(EventType type, ItemState next) {
        return state.mayBecome(next)
                && (!(state instanceof SubmissionState submission) || submission.mayBeQueuedBy(type))
                && (doubts == 0 || !deniesCopies(type, next));
    }

    /** A step that says that no copy has left: after a doubt nobody knows that, whoever saw the item before the doubt. */
    private static boolean deniesCopies(EventType type, ItemState next) {
        return type == EventType.REQUEUED || (next instanceof SubmissionState submission && submission.failed());
    }

    /**
     * Awaits its proof from the beginning, as a step of the type {@link EventType#REQUEUED} asks for.
     *
     * @param of its letter
     * @param now the time from which the deadline is counted
     * @return the item; unchanged when no proof is asked for, or it is there
     */
    public Item awaitingAnew(SealedLetter of, Instant now) {
        boolean answered = proof.wanted() == Confirmation.NONE || proof.known().reaches(proof.wanted());
        Optional<Instant> deadline = of.deadline().map(first -> now.plus(Duration.between(of.acceptedAt(), first)));
        return answered ? this : with(new Proof(proof.known(), proof.wanted(), deadline, false));
    }

    /**
     * When a letter came to its end: each recipient submitted or failed, its proof there, missed or not asked for, and the Sent
     * copy settled. What is in doubt or held has not ended.
     *
     * @param items all items of the letter
     * @return the time of the last step or deadline, or empty when something is still to happen
     */
    public static Optional<Instant> endOf(List<Item> items) {
        return items.stream().allMatch(Item::ended)
                ? items.stream().map(Item::lastChange).max(Comparator.naturalOrder())
                : Optional.empty();
    }

    private boolean ended() {
        boolean over = state instanceof SubmissionState submission
                ? submission == SubmissionState.SUBMITTED || submission.failed()
                : state != SentCopyState.PENDING;
        return over && (proof.deadline().isEmpty() || proof.overdue());
    }

    private Instant lastChange() {
        return proof.deadline().filter(since::isBefore).orElse(since);
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
        EventType type = hold.intended() ? EventType.IN_DOUBT : EventType.RECOVERED;
        String reason = hold.intended()
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
        return new Item(letter, number, state, since, Optional.of(now), attempts, doubts, hold.released(), proof);
    }

    /**
     * Takes in what is known about the recipient now.
     *
     * @param verdict the fold over all its evidence
     * @return the item; nothing is awaited any more once the proof or a failure is there
     */
    public Item judged(Verdict verdict) {
        Confirmation known = verdict.confirmation();
        Proof now = new Proof(known, proof.wanted(), proof.deadline(), proof.overdue());
        boolean over = known.failed() || (proof.wanted() != Confirmation.NONE && known.reaches(proof.wanted()));
        return with(over ? now.noLongerAwaited() : now);
    }

    /**
     * Whether its deadline passed without the proof.
     *
     * @param now the time
     * @return true when it is to be marked
     */
    public boolean isPastDeadline(Instant now) {
        return !proof.overdue()
                && proof.deadline().isPresent()
                && !proof.deadline().get().isAfter(now);
    }

    /**
     * Marks it as overdue.
     *
     * @return the item
     */
    public Item markedOverdue() {
        return with(new Proof(proof.known(), proof.wanted(), proof.deadline(), true));
    }
}
