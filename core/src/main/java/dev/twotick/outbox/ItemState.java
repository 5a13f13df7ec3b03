package dev.twotick.outbox;

/** The state of one {@link Item}: of a recipient's submission, or of the Sent copy. */
public sealed interface ItemState permits SubmissionState, SentCopyState {
    /**
     * The state's word.
     *
     * @return the constant's name
     */
    String name();

    /**
     * Whether a legal step leads from this state to another.
     *
     * @param next the state after the step
     * @return true when the step is legal
     */
    boolean mayBecome(ItemState next);
}
