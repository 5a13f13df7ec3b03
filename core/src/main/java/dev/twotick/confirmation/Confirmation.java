package dev.twotick.confirmation;

import dev.twotick.letter.Assurance.Reach;

/** What is known about one recipient from all evidence so far. Absence of evidence is {@link #NONE}, never a failure. */
public enum Confirmation {
    /** Nothing that counts has come back. */
    NONE,
    /** Still being tried by someone behind our relay; shown only while nothing else is known. */
    DELAYED,
    /** Passed on to a system that will report no more. */
    RELAYED,
    /** The recipient's mailbox took it. */
    DELIVERED,
    /** The recipient's software says that it was displayed. */
    DISPLAYED,
    /** Failed for good. */
    BOUNCED,
    /** Reported as delivered and as failed: bounced late. */
    CONTESTED;

    /**
     * What has to become known for a reach.
     *
     * @param reach how far the letter must get
     * @return the confirmation; {@link #NONE} for a reach that asks for no proof
     */
    public static Confirmation wantedFor(Reach reach) {
        return switch (reach) {
            case BEST_EFFORT, SUBMITTED, FILED -> NONE;
            case RELAYED -> RELAYED;
            case DELIVERED -> DELIVERED;
            case DISPLAYED -> DISPLAYED;
        };
    }

    /**
     * Whether this is a failure that was reported.
     *
     * @return true for {@link #BOUNCED} and {@link #CONTESTED}
     */
    public boolean failed() {
        return this == BOUNCED || this == CONTESTED;
    }

    /**
     * Whether this is at least as good as what was asked for.
     *
     * @param wanted {@link #RELAYED}, {@link #DELIVERED} or {@link #DISPLAYED}
     * @return true when that level is reached without contradiction
     */
    public boolean reaches(Confirmation wanted) {
        return !failed() && compareTo(RELAYED) >= 0 && compareTo(wanted) >= 0;
    }
}
