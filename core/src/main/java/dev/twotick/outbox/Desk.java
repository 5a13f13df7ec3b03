package dev.twotick.outbox;

import java.util.Set;

/** The desks of the engine that take work from the outbox, and the states of the items that each takes when they are due. */
public enum Desk {
    /** Submits; taking an item counts as an attempt. */
    SUBMISSION(Set.of(SubmissionState.QUEUED, SubmissionState.DEFERRED)),
    /** Files Sent copies; taking an item counts as an attempt. */
    FILING(Set.of(SentCopyState.PENDING)),
    /** Looks for proof about items in doubt. */
    DOUBT(Set.of(SubmissionState.IN_DOUBT));

    private final Set<ItemState> takes;

    Desk(Set<ItemState> takes) {
        this.takes = takes;
    }

    /**
     * The states that this desk takes.
     *
     * @return an unmodifiable set
     */
    public Set<ItemState> takes() {
        return takes;
    }
}
