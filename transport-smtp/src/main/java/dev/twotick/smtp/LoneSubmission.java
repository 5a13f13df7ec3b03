package dev.twotick.smtp;

import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionBatch;
import dev.twotick.transport.SubmissionOutcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A batch of one letter. Used by one thread. */
final class LoneSubmission implements SubmissionBatch {
    private final Submission submission;
    private final PointOfNoReturn pointOfNoReturn;
    private Optional<SubmissionOutcome> outcome = Optional.empty();

    LoneSubmission(Submission submission, PointOfNoReturn pointOfNoReturn) {
        this.submission = submission;
        this.pointOfNoReturn = pointOfNoReturn;
    }

    @Override
    public List<Submission> submissions() {
        return List.of(submission);
    }

    @Override
    public Set<Integer> cross(List<Integer> positions) {
        return pointOfNoReturn.cross() ? Set.copyOf(positions) : Set.of();
    }

    @Override
    public void answer(int position, SubmissionOutcome answer) {
        outcome = Optional.of(answer);
    }

    SubmissionOutcome outcome() {
        return outcome.orElseThrow();
    }
}
