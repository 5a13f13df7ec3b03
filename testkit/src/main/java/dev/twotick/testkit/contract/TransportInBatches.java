package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ReceivedLetter;
import dev.twotick.testkit.RecordingBatch;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.SmtpServerBuilder;
import dev.twotick.testkit.Stage;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionBatch;
import dev.twotick.transport.SubmissionOutcome.Abandoned;
import dev.twotick.transport.SubmissionOutcome.Answered;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The chapter about several letters at once: each has its own outcome, whatever becomes of those around it. */
abstract class TransportInBatches extends TransportAfterTheDot {
    private static final int LETTERS = 9;
    private static final int MIDDLE = 4;
    private static final String ONE = "one@b.example";

    /** How far a relay lets a client go without waiting. */
    enum Offer {
        NOTHING,
        PIPELINING,
        CHUNKING;

        ScriptedSmtpServer start() {
            SmtpServerBuilder builder = ScriptedSmtpServer.setUp();
            return switch (this) {
                case NOTHING -> builder.without("PIPELINING").start();
                case PIPELINING -> builder.start();
                case CHUNKING -> builder.offer("CHUNKING").start();
            };
        }
    }

    /** Each to a recipient of its own, the one in the middle to {@value #ONE}. */
    private static RecordingBatch letters() {
        List<Submission> letters = new ArrayList<>();
        for (int i = 0; i < LETTERS; i++) {
            letters.add(Letters.number(i + 1)
                    .to(i == MIDDLE ? ONE : "r" + i + "@b.example")
                    .submission());
        }
        return RecordingBatch.of(letters.toArray(new Submission[0]));
    }

    private RecordingBatch submit(Offer offer, RecordingBatch batch) {
        useInstead(offer.start());
        return submit(batch);
    }

    private RecordingBatch submit(RecordingBatch batch) {
        assertTimeoutPreemptively(patience(), () -> transport.submit((SubmissionBatch) batch));
        return batch;
    }

    private static RecipientOutcome only(RecordingBatch batch, int position) {
        return of((Answered) batch.outcome(position), 1);
    }

    private static void assertSubmittedBut(RecordingBatch batch, int... others) {
        IntStream.range(0, LETTERS)
                .filter(position -> IntStream.of(others).noneMatch(other -> other == position))
                .forEach(position -> assertThat(only(batch, position))
                        .as("letter %d", position)
                        .isInstanceOf(Submitted.class));
    }

    private List<String> queueIdsTold(RecordingBatch batch) {
        return batch.outcomes().stream()
                .filter(Answered.class::isInstance)
                .map(outcome -> of((Answered) outcome, 1))
                .filter(Submitted.class::isInstance)
                .map(yes -> ((Submitted) yes).queueId().orElse("none"))
                .toList();
    }

    private List<String> queueIdsGiven() {
        return server.letters().stream().map(ReceivedLetter::queueId).toList();
    }

    @ParameterizedTest
    @EnumSource(Offer.class)
    void everyPositionHasItsOwnAnswer(Offer offer) {
        RecordingBatch batch = submit(offer, letters());

        assertSubmittedBut(batch);
        assertThat(queueIdsTold(batch)).isEqualTo(queueIdsGiven());
        assertThat(server.letters())
                .extracting(letter -> letter.addresses().get(0))
                .startsWith("r0@b.example");
        assertThat(batch.asked()).hasSize(LETTERS);
    }

    @ParameterizedTest
    @EnumSource(Offer.class)
    void aRefusedLetterDoesNotStainItsNeighbours(Offer offer) {
        useInstead(offer.start());
        server.at(Stage.RCPT).forRecipient(ONE).reply("550 5.1.1 no such user");

        RecordingBatch batch = submit(letters());

        assertThat(only(batch, MIDDLE)).isInstanceOf(Rejected.class);
        assertSubmittedBut(batch, MIDDLE);
        assertThat(queueIdsTold(batch)).isEqualTo(queueIdsGiven());
    }

    @ParameterizedTest
    @EnumSource(Offer.class)
    void aLetterRefusedAtItsEndDoesNotStainItsNeighbours(Offer offer) {
        useInstead(offer.start());
        server.at(Stage.FINAL).forRecipient(ONE).reply("554 5.7.1 spam");

        RecordingBatch batch = submit(letters());

        assertThat(only(batch, MIDDLE)).isInstanceOf(Rejected.class);
        assertSubmittedBut(batch, MIDDLE);
        assertThat(queueIdsTold(batch)).isEqualTo(queueIdsGiven());
    }

    @ParameterizedTest
    @EnumSource(Offer.class)
    void whatMayNotCrossNeverLeaves(Offer offer) {
        RecordingBatch batch = submit(offer, letters().keepBack(0, MIDDLE, MIDDLE + 1, LETTERS - 1));

        assertThat(List.of(0, MIDDLE, MIDDLE + 1, LETTERS - 1))
                .allSatisfy(position -> assertThat(batch.outcome(position)).isInstanceOf(Abandoned.class));
        assertSubmittedBut(batch, 0, MIDDLE, MIDDLE + 1, LETTERS - 1);
        assertThat(server.received()).hasSize(LETTERS - 4);
    }

    @ParameterizedTest
    @EnumSource(Offer.class)
    void nothingIsWholeBeforeItMayCross(Offer offer) {
        useInstead(offer.start());
        List<Integer> wholeTooEarly = new ArrayList<>();
        RecordingBatch batch = letters();

        submit(batch.beforeCrossing(positions -> {
            Set<String> whole = Set.copyOf(server.received().stream()
                    .map(letter -> letter.addresses().get(0))
                    .toList());
            positions.stream()
                    .filter(position -> whole.contains(batch.submissions()
                            .get(position)
                            .recipients()
                            .get(0)
                            .address()
                            .value()))
                    .forEach(wholeTooEarly::add);
        }));

        assertThat(wholeTooEarly).isEmpty();
        assertThat(batch.crossings()).allSatisfy(some -> assertThat(some).hasSizeLessThan(LETTERS));
    }

    @ParameterizedTest
    @EnumSource(Offer.class)
    void aLineThatIsLostAfterALettersEndIsADoubtForItAlone(Offer offer) {
        useInstead(offer.start());
        server.at(Stage.FINAL).forRecipient(ONE).once().close();

        RecordingBatch batch = submit(letters());

        assertThat(only(batch, MIDDLE)).isInstanceOf(InDoubt.class);
        assertNothingIsClaimed(batch);
        IntStream.range(0, MIDDLE)
                .forEach(position -> assertThat(only(batch, position)).isInstanceOf(Submitted.class));
    }

    @ParameterizedTest
    @EnumSource(Offer.class)
    void aLineThatIsLostAtALettersBeginningIsNoDoubtBeforeItsEnd(Offer offer) {
        useInstead(offer.start());
        server.at(Stage.RCPT).forRecipient(ONE).once().reset();

        RecordingBatch batch = submit(letters());

        assertNothingIsClaimed(batch);
        assertThat(server.received()).hasSameSizeAs(server.letters());
    }

    @ParameterizedTest
    @EnumSource(Offer.class)
    void nonsenseEndsTheConnectionAndClaimsNothing(Offer offer) {
        useInstead(offer.start());
        server.at(Stage.FINAL).forRecipient(ONE).once().junk("*** hold the line");

        RecordingBatch batch = submit(letters());

        assertThat(only(batch, MIDDLE)).isInstanceOf(InDoubt.class);
        assertNothingIsClaimed(batch);
    }

    /** Every yes is one of the relay's, and every no is a letter that it did not take. */
    private void assertNothingIsClaimed(RecordingBatch batch) {
        List<String> taken = server.letters().stream()
                .map(letter -> letter.addresses().get(0))
                .toList();
        assertThat(taken).doesNotHaveDuplicates();
        for (int position = 0; position < LETTERS; position++) {
            String address = batch.submissions()
                    .get(position)
                    .recipients()
                    .get(0)
                    .address()
                    .value();
            if (!batch.isAnswered(position)) {
                assertThat(batch.asked()).doesNotContain(position);
                assertThat(taken).doesNotContain(address);
            } else if (batch.outcome(position) instanceof Abandoned) {
                assertThat(taken).doesNotContain(address);
            } else if (only(batch, position) instanceof Submitted) {
                assertThat(taken).contains(address);
            } else if (only(batch, position) instanceof Deferred) {
                assertThat(taken).doesNotContain(address);
            }
        }
    }

    @Test
    void aRelayThatIsNotThereIsNotAskedForEachLetter() {
        server.close();

        RecordingBatch batch = submit(letters());

        assertThat(only(batch, 0)).isInstanceOf(Deferred.class);
        assertThat(batch.order().stream().map(batch::outcome))
                .allSatisfy(outcome -> assertThat(outcome)
                        .satisfiesAnyOf(
                                none -> assertThat(none).isInstanceOf(Abandoned.class),
                                no -> assertThat(of((Answered) no, 1)).isInstanceOf(Deferred.class)));
        assertThat(batch.asked()).isEmpty();
    }
}
