package dev.twotick.transport;

/**
 * What must happen before the first byte of the terminator (the last dot, or BDAT LAST) leaves: the engine makes the intent
 * durable, on condition that this attempt still holds its lease. A transport that sends the terminator without asking breaks
 * the one promise that everything else rests on.
 */
@FunctionalInterface
public interface PointOfNoReturn {
    /**
     * Asks to cross. Called once for each submission, on the transport's thread, after everything but the terminator was
     * written and while the connection is still whole.
     *
     * @return true: the intent is durable, send the terminator now; false: close the connection without it and answer with
     *     {@link SubmissionOutcome.Abandoned}
     */
    boolean cross();
}
