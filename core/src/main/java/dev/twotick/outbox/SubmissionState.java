package dev.twotick.outbox;

import java.util.EnumSet;
import java.util.Set;

/** How far the submission to one recipient is. */
public enum SubmissionState implements ItemState {
    /** Waiting for its turn. */
    QUEUED,
    /** Leased: a worker is at it. */
    SUBMITTING,
    /** A complete 2yz final reply was read: the relay took responsibility. Tick 1. */
    SUBMITTED,
    /** Refused for good by the relay, or not fit for it. */
    REJECTED,
    /** A definite no for now; tried again when due. */
    DEFERRED,
    /** The last dot may have reached the relay and no complete reply was read. */
    IN_DOUBT,
    /** Stopped until an operator decides. */
    HELD,
    /** Not submitted within its lifetime. */
    EXPIRED,
    /** Called back before it was submitted. */
    CANCELLED;

    /**
     * Whether a kind of step to QUEUED is legal from here: which one it is tells whether a copy may have left already.
     *
     * @param type the step's type
     * @return true for every other kind of step
     */
    boolean mayBeQueuedBy(EventType type) {
        return switch (type) {
            case RELEASED, RECOVERED -> this == SUBMITTING;
            case RESCHEDULED -> this == QUEUED || this == DEFERRED;
            case RETRIED -> this == IN_DOUBT || this == HELD;
            case NOT_SUBMITTED -> this == IN_DOUBT || this == HELD;
            case REQUEUED -> this == HELD || failed();
            default -> true;
        };
    }

    /**
     * Whether nothing more happens by itself.
     *
     * @return true for every end, and for {@link #HELD}, which waits for an operator
     */
    public boolean settled() {
        return this == SUBMITTED || failed() || this == HELD;
    }

    /**
     * Whether it ended without submission, so that no proof of delivery is awaited.
     *
     * @return true for {@link #REJECTED}, {@link #EXPIRED} and {@link #CANCELLED}
     */
    public boolean failed() {
        return this == REJECTED || this == EXPIRED || this == CANCELLED;
    }

    @Override
    public boolean mayBecome(ItemState next) {
        return next instanceof SubmissionState state && successors().contains(state);
    }

    private Set<SubmissionState> successors() {
        return switch (this) {
            // SUBMITTED: a receipt may prove an earlier attempt that was in doubt while it waits for the next one
            case QUEUED, DEFERRED -> EnumSet.of(QUEUED, SUBMITTING, SUBMITTED, EXPIRED, CANCELLED, HELD);
            case SUBMITTING -> EnumSet.of(QUEUED, SUBMITTED, REJECTED, DEFERRED, IN_DOUBT, HELD, EXPIRED);
            case IN_DOUBT -> EnumSet.of(IN_DOUBT, SUBMITTED, QUEUED, HELD);
            case HELD -> EnumSet.of(SUBMITTED, QUEUED, CANCELLED);
            // QUEUED: an operator wants another try
            case REJECTED, EXPIRED, CANCELLED -> EnumSet.of(QUEUED);
            case SUBMITTED -> EnumSet.noneOf(SubmissionState.class);
        };
    }
}
