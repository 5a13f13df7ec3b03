package dev.twotick.outbox;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can happen to a letter. Types that change an item's state name the state they lead to. */
public enum EventType {
    /** The letter is durable. */
    ACCEPTED(SubmissionState.QUEUED),
    /** A worker took it; the attempt is counted. */
    SUBMITTING(SubmissionState.SUBMITTING),
    /** The intent to send the last dot is durable: from here on a crash leaves a doubt. */
    INTENDED(null),
    /** A relay took responsibility. */
    SUBMITTED(SubmissionState.SUBMITTED),
    /** Refused for good. */
    REJECTED(SubmissionState.REJECTED),
    /** Refused for now, or the relay was not reached. */
    DEFERRED(SubmissionState.DEFERRED),
    /** Given back untried; the attempt is not counted. */
    RELEASED(SubmissionState.QUEUED),
    /** The worker was lost before the intent; nothing can have been submitted. */
    RECOVERED(SubmissionState.QUEUED),
    /** The last dot may have left. */
    IN_DOUBT(SubmissionState.IN_DOUBT),
    /** Proof was looked for and not found yet. */
    DOUBT_REMAINS(SubmissionState.IN_DOUBT),
    /** In doubt and to be submitted again, because the policy says so: a possible duplicate. */
    RETRIED(SubmissionState.QUEUED),
    /** An operator moved its time while it waited. */
    RESCHEDULED(SubmissionState.QUEUED),
    /**
     * An operator wants it to be tried again after it was held or had ended without submission. No copy can have left that is
     * not told already; after a doubt it is {@link #RETRIED}. Its deadline is counted anew.
     */
    REQUEUED(SubmissionState.QUEUED),
    /** An operator knows that what was in doubt was not submitted: its doubts are settled, and it is submitted again. */
    NOT_SUBMITTED(SubmissionState.QUEUED),
    /** Stopped until an operator decides. */
    HELD(SubmissionState.HELD),
    /** Its lifetime is over. */
    EXPIRED(SubmissionState.EXPIRED),
    /** Called back. */
    CANCELLED(SubmissionState.CANCELLED),
    /** The Sent copy is due. */
    COPY_PENDING(SentCopyState.PENDING),
    /** The Sent copy was not possible just now. */
    COPY_POSTPONED(SentCopyState.PENDING),
    /** The Sent copy was appended. */
    COPY_FILED(SentCopyState.FILED),
    /** A copy lay in Sent already. */
    COPY_FOUND(SentCopyState.FOUND),
    /** No copy is to be made. */
    COPY_SKIPPED(SentCopyState.SKIPPED),
    /** The copy was given up. */
    COPY_FAILED(SentCopyState.FAILED),
    /** Something came back about a recipient. */
    EVIDENCE(null),
    /** The deadline passed without the proof that was asked for. */
    OVERDUE(null);

    private final @Nullable ItemState leadsTo;

    EventType(@Nullable ItemState leadsTo) {
        this.leadsTo = leadsTo;
    }

    /**
     * The state that the item is in afterwards.
     *
     * @return the state, or empty when the state does not change
     */
    public Optional<ItemState> leadsTo() {
        return Optional.ofNullable(leadsTo);
    }
}
