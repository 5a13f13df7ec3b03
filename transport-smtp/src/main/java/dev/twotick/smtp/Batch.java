package dev.twotick.smtp;

import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is left of a batch, over all the connections that it takes. Used by one thread. */
final class Batch {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    private final SubmissionBatch source;
    private final Intents intents;
    private final Deque<Position> waiting = new ArrayDeque<>();

    /**
     * Begins one.
     *
     * @param intentsAtOnce for how many letters to ask together before their terminators leave
     */
    Batch(SubmissionBatch source, int intentsAtOnce) {
        this.source = source;
        this.intents = new Intents(source, intentsAtOnce);
        List<Submission> submissions = source.submissions();
        for (int i = 0; i < submissions.size(); i++) {
            waiting.add(new Position(i, submissions.get(i)));
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The letter that is next; it waits no longer. */
    Position take() {
        return waiting.remove();
    }

    /** The letter comes before those that wait. */
    void putBack(Position position) {
        waiting.addFirst(position);
    }

    /** Whether it is certain by now that a letter may not be submitted. */
    boolean mayNotCross(Position position) {
        return intents.known(position) && !mayCross(position);
    }

    /** Whether the answer to {@link #mayCross} is here already. */
    boolean asked(Position position) {
        return intents.known(position);
    }

    /** Asks for the point of no return, unless that was done. */
    boolean mayCross(Position position) {
        return intents.granted(position, waiting);
    }

    /** Nothing more is to come about a letter. */
    void answer(Position position) {
        LOG.debug("letter {} ended at {}", position.submission().letter(), position.phase());
        source.answer(position.index(), position.outcome());
    }

    /** No connection could be had for the letter that is next; those behind it were not tried. */
    void answerAll(Opened.Failed failed) {
        Position next = take();
        next.unconnected(failed);
        answer(next);
        giveUp(failed.reason());
    }

    /** Those that wait are not tried any more. */
    void giveUp(String reason) {
        while (!waiting.isEmpty()) {
            Position position = take();
            position.untried(reason, intents.known(position));
            answer(position);
        }
    }
}
