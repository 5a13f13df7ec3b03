package dev.twotick.dispatch;

import dev.twotick.transport.Phase;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionBatch;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some pieces on one connection, with the gate before the point of no return. Each position crosses at most once, and once it
 * is given up it never crosses: so somebody else can give up on a submission that hangs and still know for certain whether its
 * last dot may leave.
 */
final class Batch implements SubmissionBatch {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    private final Relay relay;
    private final List<Piece> pieces;
    private final List<Submission> submissions;
    private final Owner owner;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Position> positions = new ArrayList<>();
    private long lastNews;
    private @Nullable Thread runner;
    private boolean tookSome;

    /** What a batch needs of the engine. */
    interface Owner {
        /** Makes intents durable together; gives those that are. */
        Set<Piece> intend(Relay relay, List<Piece> pieces);

        /** Takes what is known about a piece. */
        void answered(Relay relay, Piece piece, Answer answer);
    }

    /**
     * What came of a position.
     *
     * @param late whether it was given up before
     * @param untried whether the transport had not come to it
     */
    record Answer(SubmissionOutcome outcome, boolean crossed, boolean late, boolean untried, Duration took) {}

    private static final class Position {
        private boolean asked;
        private boolean crossed;
        private boolean answered;
        private boolean givenUp;
    }

    Batch(Relay relay, List<Piece> pieces, Owner owner, Ticker ticker) {
        this.relay = relay;
        this.pieces = List.copyOf(pieces);
        this.submissions = pieces.stream().map(Piece::submission).toList();
        this.owner = owner;
        this.ticker = ticker;
        this.lastNews = ticker.nanos();
        pieces.forEach(piece -> positions.add(new Position()));
    }

    Relay relay() {
        return relay;
    }

    @Override
    public List<Submission> submissions() {
        return submissions;
    }

    @Override
    public Set<Integer> cross(List<Integer> wanted) {
        lock.lock();
        try {
            List<Piece> asking = new ArrayList<>();
            for (int position : wanted) {
                Position gate = positions.get(position);
                if (!gate.asked && !gate.answered) {
                    gate.asked = true;
                    asking.add(pieces.get(position));
                }
            }
            Set<Piece> intended = asking.isEmpty() ? Set.of() : owner.intend(relay, asking);
            Set<Integer> crossed = new HashSet<>();
            for (int position : wanted) {
                if (intended.contains(pieces.get(position))) {
                    positions.get(position).crossed = true;
                    crossed.add(position);
                }
            }
            return crossed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void answer(int position, SubmissionOutcome outcome) {
        Answer answer;
        lock.lock();
        try {
            Position gate = positions.get(position);
            if (gate.answered && !gate.givenUp) {
                LOG.warn(
                        "letter {}: the transport of relay {} answered twice; the first answer counts",
                        submissions.get(position).letter(),
                        relay.name());
                return;
            }
            answer = answer(gate, outcome, false, submissions.get(position));
        } finally {
            lock.unlock();
        }
        owner.answered(relay, pieces.get(position), answer);
    }

    private Answer answer(Position gate, SubmissionOutcome outcome, boolean untried, Submission submission) {
        boolean late = gate.givenUp;
        gate.asked = true;
        gate.answered = true;
        gate.givenUp = false;
        Duration took = ticker.since(lastNews);
        lastNews = ticker.nanos();
        SubmissionOutcome complete = Completion.of(submission, outcome, gate.crossed);
        tookSome |= complete instanceof Answered answered && answered.phase() == Phase.DONE;
        return new Answer(complete, gate.crossed, late, untried, took);
    }

    /** Lets the transport work through it, on this thread, and sees to it that each position is answered. */
    void run() {
        Optional<String> failure = Optional.empty();
        begin();
        try {
            relay.transport().submit(this);
        } catch (Throwable t) {
            // an Error too: whatever a transport does, the relay's permits and the letters' outcomes must not be lost
            LOG.error("the transport of relay {} broke its rule to answer instead of throwing", relay.name(), t);
            failure = Optional.of("the transport failed: " + t);
        } finally {
            end();
        }
        if (failure.isPresent()) {
            String reason = failure.get();
            close((submission, crossed) -> Completion.broken(submission, crossed, reason), true, false);
        } else {
            close(unfinished("the transport gave no outcome for it", true), !anyAnswered(), false);
        }
    }

    private void begin() {
        lock.lock();
        try {
            lastNews = ticker.nanos();
            runner = Thread.currentThread();
        } finally {
            lock.unlock();
        }
    }

    /** From here on nobody interrupts the thread for this batch's sake. */
    private void end() {
        lock.lock();
        try {
            runner = null;
            boolean unused = Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }

    private boolean anyAnswered() {
        lock.lock();
        try {
            return positions.stream().anyMatch(gate -> gate.answered);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the relay dealt with a letter to the end, so that the time means something. */
    boolean tookSome() {
        lock.lock();
        try {
            return tookSome;
        } finally {
            lock.unlock();
        }
    }

    /** Gives up what has no answer when there was no news for too long; tells whether it did. Skipped while it crosses. */
    boolean giveUpWhenOver() {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            if (runner == null || ticker.since(lastNews).compareTo(relay.limit()) <= 0) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        return giveUp("it took longer than " + relay.limit(), true);
    }

    /** Gives up what has no answer: it may not cross any more, and its outcome is told without waiting for the transport. */
    boolean giveUp(String reason, boolean relayAtFault) {
        lock.lock();
        try {
            if (runner == null || positions.stream().allMatch(gate -> gate.answered)) {
                return false;
            }
            runner.interrupt();
        } finally {
            lock.unlock();
        }
        close(unfinished(reason, relayAtFault), true, true);
        return true;
    }

    private static BiFunction<Submission, Boolean, Answered> unfinished(String reason, boolean relayAtFault) {
        return (submission, crossed) -> Completion.unfinished(submission, crossed, reason, relayAtFault);
    }

    /**
     * Answers what has no answer. What the transport had not come to has had no try at all.
     *
     * @param ending what came of a submission that had begun, by whether it crossed
     * @param begun whether the first of it was being tried
     */
    private void close(BiFunction<Submission, Boolean, Answered> ending, boolean begun, boolean givenUp) {
        boolean tried = begun;
        for (int i = 0; i < pieces.size(); i++) {
            Submission submission = submissions.get(i);
            Answer answer;
            lock.lock();
            try {
                Position gate = positions.get(i);
                if (gate.answered) {
                    continue;
                }
                SubmissionOutcome outcome = gate.crossed || tried
                        ? ending.apply(submission, gate.crossed)
                        : new SubmissionOutcome.Abandoned();
                boolean untried = !gate.crossed && !tried && !gate.asked;
                answer = answer(gate, outcome, untried, submission);
                gate.givenUp = givenUp;
            } finally {
                lock.unlock();
            }
            tried = false;
            owner.answered(relay, pieces.get(i), answer);
        }
    }
}
