package dev.twotick.dispatch;

/** Somebody who does rounds of work: on a thread of its own in an {@link Engine}, or by hand in a test. */
interface Clerk {
    /** What the thread is called after {@code twotick-}. */
    String name();

    /**
     * Does one round: what is due now, and no waiting for more.
     *
     * @return how many pieces of work were found; 0 lets the clerk rest until it is woken or the pause is over
     */
    int work();
}
