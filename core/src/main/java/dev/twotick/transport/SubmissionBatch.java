package dev.twotick.transport;

import java.util.List;
import java.util.Set;

/**
 * Several submissions for one connection, so that a relay with PIPELINING (RFC 2920) or CHUNKING (RFC 3030) is not waited for
 * after every command. The engine makes it; the transport works through it in order and answers each position once.
 *
 * <p>Every position is a submission of its own: it has its own outcome, and what becomes of one says nothing of another. Used
 * on the transport's thread only.
 */
public interface SubmissionBatch {
    /**
     * What to submit, in this order.
     *
     * @return at least one
     */
    List<Submission> submissions();

    /**
     * The point of no return for several positions at once: their intents are made durable together. As with {@link
     * PointOfNoReturn#cross}, it comes before the first byte of any of their terminators, and each position is asked for at
     * most once. The fewer are asked for ahead of their last dots, the fewer are in doubt when this process dies, so ask for
     * no more than what is about to be written.
     *
     * @param positions positions in {@link #submissions}, from 0
     * @return those whose terminator may be sent now; the others must not be submitted and are answered with {@link
     *     SubmissionOutcome.Abandoned}
     */
    Set<Integer> cross(List<Integer> positions);

    /**
     * Says what came of a position, as soon as it is known and before anything else is waited for. It does not block.
     *
     * @param position the position, from 0
     * @param outcome exactly what is known
     */
    void answer(int position, SubmissionOutcome outcome);
}
