package dev.twotick.smtp;

import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Abandoned;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import java.util.List;
import java.util.Optional;

/**
 * One place of a batch: a letter, and what is known of its recipients over all its transactions and connections. Used by one
 * thread.
 */
final class Position {
    private final int index;
    private final Submission submission;
    private final Tally tally;
    private Phase phase = Phase.MAIL;
    private Optional<Boolean> dsnOffered = Optional.empty();
    private Optional<SubmissionOutcome> whole = Optional.empty();
    private List<String> notOffered = List.of();
    private boolean relayAtFault;
    private boolean movedOn;

    Position(int index, Submission submission) {
        this.index = index;
        this.submission = submission;
        this.tally = new Tally(submission.recipients());
    }

    /** Its place in the batch, from 0. */
    int index() {
        return index;
    }

    Submission submission() {
        return submission;
    }

    Tally tally() {
        return tally;
    }

    /** It got so far. */
    void reached(Phase where) {
        phase = where;
    }

    Phase phase() {
        return phase;
    }

    void dsnOffered(boolean offered) {
        dsnOffered = Optional.of(offered);
    }

    void notOffered(List<String> keywords) {
        notOffered = keywords;
    }

    void blameRelay() {
        relayAtFault = true;
    }

    /** It goes to another connection, which happens once at most and is nobody's fault. */
    void moveOn() {
        movedOn = true;
        relayAtFault = false;
    }

    boolean movedOn() {
        return movedOn;
    }

    /** It may not be submitted by us. */
    void abandon() {
        whole = Optional.of(new Abandoned());
    }

    /** The relay wants what we have not got; nothing of the letter is said any more. */
    void unusable(String reason, Reply reply) {
        whole = Optional.of(new RelayUnusable(phase, reason, Optional.of(reply)));
    }

    /** No connection could be had for it. */
    void unconnected(Opened.Failed failed) {
        if (tally.anySettled()) {
            tally.settleOpen(new Deferred(failed.reason(), failed.reply()));
        } else {
            whole = Optional.of(failed.outcome(submission));
        }
    }

    /** It is not tried any more; as good as never, unless it was asked whether it may cross. */
    void untried(String reason, boolean asked) {
        if (asked || tally.anySettled()) {
            tally.settleOpen(new Deferred(reason, Optional.empty()));
        } else {
            abandon();
        }
    }

    /** Nothing more is to come. */
    SubmissionOutcome outcome() {
        return whole.orElseGet(() -> {
            tally.settleOpen(new Deferred("the relay was not asked for this recipient any more", Optional.empty()));
            return new Answered(phase, tally.outcomes(), dsnOffered, relayAtFault, notOffered);
        });
    }
}
