package dev.twotick.dispatch;

import dev.twotick.confirmation.Claim;
import dev.twotick.outbox.Event;
import dev.twotick.transport.SubmissionOutcome;
import java.time.Duration;

/**
 * Hears what happens in this process. Every method has an empty default.
 *
 * <p>All calls come on one thread of the engine, one after the other. Workers write in parallel, so two events may be told in
 * another order than the ledger's; {@link Event#seq} tells it. An exception is logged and goes no further. A slow listener
 * delays other listeners and the completion of futures, and when very many calls wait, the engine itself. What must not be missed after a crash is read from the ledger instead.
 */
public interface TwotickListener {
    /**
     * Something was written to the ledger by this process. What a worker notes for itself ({@code SUBMITTING}, {@code
     * INTENDED}) is in the ledger only.
     *
     * @param event the event
     */
    default void onEvent(Event event) {}

    /**
     * A relay was tried.
     *
     * @param relay the relay's name
     * @param outcome what came of it
     * @param took how long it took
     */
    default void onSubmission(String relay, SubmissionOutcome outcome, Duration took) {}

    /**
     * A relay cannot be used until somebody mends it.
     *
     * @param relay the relay's name
     * @param reason what is wrong
     * @param nextTry when it is tried again
     */
    default void onRelayHeld(String relay, String reason, Duration nextTry) {}

    /**
     * A receipt matched no letter. It was kept and changed nothing.
     *
     * @param claim what it says
     */
    default void onUnmatched(Claim claim) {}

    /**
     * A part of the engine failed and goes on by itself.
     *
     * @param part the part's name
     * @param failure what happened
     */
    default void onTrouble(String part, Throwable failure) {}
}
