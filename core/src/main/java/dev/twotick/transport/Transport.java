package dev.twotick.transport;

import java.util.List;

/**
 * SPI: carries submissions to one relay.
 *
 * <ul>
 *   <li><b>Who calls it:</b> the engine's dispatcher, through the policies of the relay (bulkhead, rate limiter, circuit
 *       breaker, time limiter).
 *   <li><b>On which thread:</b> worker threads of the engine, as many at once as {@code relay.<name>.connections} allows.
 *   <li><b>How often:</b> once for each attempt, or for each batch of attempts. It makes no second try of its own: retrying is
 *       the outbox's task, and a hidden try could double a letter.
 *   <li><b>May it block:</b> yes, within finite time-outs and a total deadline of its own. When the engine's time limiter
 *       gives up first, the thread is interrupted and {@link PointOfNoReturn#cross} answers no from then on.
 *   <li><b>Nulls:</b> neither given nor taken.
 *   <li><b>Failures:</b> are answers. An exception that escapes is logged as a bug; the letter is then in doubt if
 *       {@link PointOfNoReturn#cross} had said yes, and {@link RecipientOutcome.Broken} otherwise.
 *   <li><b>Closing:</b> once, when the engine stops and after running submissions ended; a failure of QUIT or of closing
 *       never changes an answer that was given.
 * </ul>
 */
public interface Transport extends AutoCloseable {
    /**
     * Submits a letter.
     *
     * @param submission what to whom
     * @param pointOfNoReturn asked once, before the first byte of the terminator leaves
     * @return exactly what is known
     */
    SubmissionOutcome submit(Submission submission, PointOfNoReturn pointOfNoReturn);

    /**
     * Submits several letters over one connection. A transport that can keep more than one on the way overrides this; the
     * others are asked one by one.
     *
     * <p>A position without an answer when it returns is in doubt if it had crossed. Otherwise it had no try: it keeps its turn,
     * no attempt is counted, and another connection or relay may have it. So a transport whose connection broke need not go on.
     *
     * @param batch what to submit; it takes the answers as they come
     * @implSpec stops after an answer that says that the relay is at fault or unusable
     */
    default void submit(SubmissionBatch batch) {
        List<Submission> submissions = batch.submissions();
        boolean goOn = true;
        for (int i = 0; i < submissions.size() && goOn; i++) {
            int position = i;
            SubmissionOutcome outcome = submit(
                    submissions.get(position),
                    () -> !batch.cross(List.of(position)).isEmpty());
            batch.answer(position, outcome);
            boolean failed = outcome instanceof SubmissionOutcome.RelayUnusable
                    || (outcome instanceof SubmissionOutcome.Answered answered && answered.relayAtFault());
            goOn = !failed;
        }
    }

    /** Gives everything back. Idempotent. */
    @Override
    void close();
}
