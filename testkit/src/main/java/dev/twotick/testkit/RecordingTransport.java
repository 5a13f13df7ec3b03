package dev.twotick.testkit;

import dev.twotick.transport.Phase;
import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.Transport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@link Transport} without a network. It asks the point of no return as a real one does, submits everything unless told
 * otherwise, and remembers what it carried. Thread-safe.
 */
public final class RecordingTransport implements Transport {
    private final Deque<Act> next = new ArrayDeque<>();
    private final Map<String, RecipientOutcome> byAddress = new HashMap<>();
    private final List<Submission> asked = new ArrayList<>();
    private final List<Submission> crossed = new ArrayList<>();
    private boolean dsnOffered = true;
    private boolean closed;

    /** What to do with one submission. */
    @FunctionalInterface
    public interface Act {
        /**
         * Does it.
         *
         * @param submission what to whom
         * @param pointOfNoReturn to be asked before anything is handed over
         * @return the outcome
         */
        SubmissionOutcome submit(Submission submission, PointOfNoReturn pointOfNoReturn);
    }

    /** Submits everything. */
    public RecordingTransport() {}

    /**
     * Tells what to do with the next submission; said several times, with those after it in turn.
     *
     * @param act what to do, for example to block or to throw
     */
    public synchronized void next(Act act) {
        next.add(act);
    }

    /**
     * Answers the next submission before the point of no return, the same for every recipient.
     *
     * @param phase how far it gets
     * @param outcome the outcome of each recipient
     */
    public void nextBefore(Phase phase, RecipientOutcome outcome) {
        next((submission, point) -> SubmissionOutcome.forAll(submission, phase, outcome, true));
    }

    /**
     * Crosses with the next submission and answers then, the same for every recipient.
     *
     * @param outcome the outcome of each recipient
     */
    public void nextAfter(RecipientOutcome outcome) {
        next((submission, point) ->
                cross(submission, point, SubmissionOutcome.forAll(submission, Phase.FINAL, outcome, false)));
    }

    /**
     * Always gives a recipient the same outcome, whatever the others get.
     *
     * @param address the recipient
     * @param outcome its outcome
     */
    public synchronized void always(String address, RecipientOutcome outcome) {
        byAddress.put(address, outcome);
    }

    /**
     * Sets whether it says that delivery reports are on offer; they are when nothing is said.
     *
     * @param offered whether they are
     */
    public synchronized void offerReports(boolean offered) {
        dsnOffered = offered;
    }

    @Override
    public SubmissionOutcome submit(Submission submission, PointOfNoReturn pointOfNoReturn) {
        Optional<Act> act;
        synchronized (this) {
            asked.add(submission);
            act = Optional.ofNullable(next.poll());
        }
        return act.orElse(this::submitAll).submit(submission, pointOfNoReturn);
    }

    private SubmissionOutcome submitAll(Submission submission, PointOfNoReturn pointOfNoReturn) {
        return cross(submission, pointOfNoReturn, answer(submission));
    }

    private synchronized SubmissionOutcome answer(Submission submission) {
        String queueId = "4X" + asked.size();
        Reply reply = new Reply(250, List.of("2.0.0 Ok: queued as " + queueId));
        RecipientOutcome taken = new RecipientOutcome.Submitted(reply, Optional.of(queueId));
        Map<Integer, RecipientOutcome> outcomes = new HashMap<>();
        for (Submission.Recipient recipient : submission.recipients()) {
            outcomes.put(
                    recipient.number(),
                    byAddress.getOrDefault(recipient.address().value(), taken));
        }
        return new SubmissionOutcome.Answered(Phase.DONE, outcomes, Optional.of(dsnOffered), false);
    }

    private SubmissionOutcome cross(Submission submission, PointOfNoReturn pointOfNoReturn, SubmissionOutcome outcome) {
        if (!pointOfNoReturn.cross()) {
            return new SubmissionOutcome.Abandoned();
        }
        synchronized (this) {
            crossed.add(submission);
        }
        return outcome;
    }

    /**
     * Every submission that it was asked for.
     *
     * @return in their order
     */
    public synchronized List<Submission> asked() {
        return List.copyOf(asked);
    }

    /**
     * The submissions whose last dot may have left: for these the point of no return said yes.
     *
     * @return in their order
     */
    public synchronized List<Submission> crossed() {
        return List.copyOf(crossed);
    }

    /**
     * Whether it was closed.
     *
     * @return true after {@link #close}
     */
    public synchronized boolean closed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
