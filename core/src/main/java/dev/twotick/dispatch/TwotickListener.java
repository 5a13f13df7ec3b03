package dev.twotick.dispatch;

import dev.twotick.confirmation.Claim;
import dev.twotick.outbox.Event;
import dev.twotick.transport.SubmissionOutcome;
import java.time.Duration;

/**
 * Hears what happens in this process. Every method has an empty default.
 *
 * <p>All calls to a listener come on one thread, one after the other; each listener has its own. Workers write in parallel, so
 * two events may be told in another order than the ledger's; {@link Event#seq} tells it. An exception is logged and goes no
 * further. A slow listener delays nobody else: when 10,000 calls wait for it, more are left out, with one warning in the log.
 * What must not be missed, by then or after a crash, is read from the ledger instead.
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
     * A source of evidence is about to be read for the first time. Told once for each, when the engine starts.
     *
     * @param source the source's name, for example {@code receipts}
     */
    default void onEvidenceSource(String source) {}

    /**
     * A source of evidence was read to its end, whether there was anything new or not. Told after each look, so about every {@code
     * receipts.poll}: when it is not, receipts may lie there unread.
     *
     * @param source the source's name, for example {@code receipts}
     */
    default void onEvidenceRead(String source) {}

    /**
     * A part of the engine failed and goes on by itself.
     *
     * @param part the part's name
     * @param failure what happened
     */
    default void onTrouble(String part, Throwable failure) {}
}
