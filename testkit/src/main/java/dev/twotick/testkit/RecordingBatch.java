package dev.twotick.testkit;

import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionBatch;
import dev.twotick.transport.SubmissionOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A batch that lets all of its letters cross but those it is told to keep back, remembers what it was asked and answered, and
 * throws where a transport breaks the contract of {@link SubmissionBatch}. Used by one thread.
 *
 * {@snippet :
 * RecordingBatch batch = RecordingBatch.of(Letters.number(1).submission(), Letters.number(2).submission());
 * transport.submit(batch);
 * assertThat(batch.outcome(0)).isInstanceOf(SubmissionOutcome.Answered.class);
 * }
 */
public final class RecordingBatch implements SubmissionBatch {
    private final List<Submission> submissions;
    private final Set<Integer> keptBack = new HashSet<>();
    private final Set<Integer> asked = new HashSet<>();
    private final List<List<Integer>> crossings = new ArrayList<>();
    private final Map<Integer, SubmissionOutcome> outcomes = new TreeMap<>();
    private final List<Integer> order = new ArrayList<>();
    private Consumer<List<Integer>> beforeCrossing = positions -> {};

    private RecordingBatch(List<Submission> submissions) {
        this.submissions = List.copyOf(submissions);
    }

    /**
     * Makes a batch.
     *
     * @param submissions at least one
     * @return the batch
     */
    public static RecordingBatch of(Submission... submissions) {
        return new RecordingBatch(List.of(submissions));
    }

    /**
     * Makes a batch of letters to {@code ann@b.example}, numbered from 1.
     *
     * @param count how many
     * @return the batch
     */
    public static RecordingBatch ofLetters(int count) {
        List<Submission> submissions = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            submissions.add(Letters.number(number).submission());
        }
        return new RecordingBatch(submissions);
    }

    /**
     * Lets some letters not cross.
     *
     * @param positions their positions
     * @return this
     */
    public RecordingBatch keepBack(Integer... positions) {
        keptBack.addAll(List.of(positions));
        return this;
    }

    /**
     * Has something done whenever it is asked, before it answers.
     *
     * @param action given the positions that are asked for
     * @return this
     */
    public RecordingBatch beforeCrossing(Consumer<List<Integer>> action) {
        beforeCrossing = action;
        return this;
    }

    @Override
    public List<Submission> submissions() {
        return submissions;
    }

    @Override
    public Set<Integer> cross(List<Integer> positions) {
        crossings.add(List.copyOf(positions));
        for (int position : positions) {
            if (outcomes.containsKey(position) || !asked.add(position)) {
                throw new AssertionError("position " + position + " was asked for twice, or after its answer");
            }
        }
        beforeCrossing.accept(positions);
        Set<Integer> crossed = new HashSet<>(positions);
        crossed.removeAll(keptBack);
        return crossed;
    }

    @Override
    public void answer(int position, SubmissionOutcome outcome) {
        if (position < 0 || position >= submissions.size()) {
            throw new AssertionError("there is no position " + position);
        }
        if (outcomes.putIfAbsent(position, outcome) != null) {
            throw new AssertionError("position " + position + " was answered twice");
        }
        order.add(position);
    }

    /**
     * Each time it was asked, with the positions that were asked for.
     *
     * @return in their order
     */
    public List<List<Integer>> crossings() {
        return List.copyOf(crossings);
    }

    /**
     * The positions that were asked for.
     *
     * @return a copy
     */
    public Set<Integer> asked() {
        return Set.copyOf(asked);
    }

    /**
     * Whether a position was answered; one that was not had no try, unless it was asked for.
     *
     * @param position the position
     * @return true when there is an outcome
     */
    public boolean isAnswered(int position) {
        return outcomes.containsKey(position);
    }

    /**
     * The positions in the order of their answers.
     *
     * @return a copy
     */
    public List<Integer> order() {
        return List.copyOf(order);
    }

    /**
     * What came of a position.
     *
     * @param position the position
     * @return its outcome
     * @throws AssertionError when it was not answered
     */
    public SubmissionOutcome outcome(int position) {
        return Optional.ofNullable(outcomes.get(position))
                .orElseThrow(
                        () -> new AssertionError("position " + position + " was not answered; answered: " + order));
    }

    /**
     * What came of all positions.
     *
     * @return in the order of the positions
     * @throws AssertionError when one was not answered
     */
    public List<SubmissionOutcome> outcomes() {
        List<SubmissionOutcome> all = new ArrayList<>();
        for (int position = 0; position < submissions.size(); position++) {
            all.add(outcome(position));
        }
        return all;
    }
}
