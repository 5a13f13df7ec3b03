package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ReceivedLetter;
import dev.twotick.testkit.RecordingBatch;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome.Abandoned;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.Transport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A relay misbehaves once, in the middle of a group of letters: every outcome is compared with the relay's own ledger. */
@Execution(ExecutionMode.CONCURRENT)
class GroupOutcomeTableIT {
    private static final int LETTERS = 7;
    private static final int VICTIM = 3;

    /** How letters go to the relay. */
    enum Way {
        ONE_BY_ONE(1),
        DATA(1),
        BDAT(1),
        BDAT_WINDOW(3);

        private final int window;

        Way(int window) {
            this.window = window;
        }

        ScriptedSmtpServer start() {
            return switch (this) {
                case ONE_BY_ONE ->
                    ScriptedSmtpServer.setUp().without("PIPELINING").start();
                case DATA -> ScriptedSmtpServer.start();
                case BDAT, BDAT_WINDOW ->
                    ScriptedSmtpServer.setUp().offer("CHUNKING").start();
            };
        }

        boolean chunking() {
            return this == BDAT || this == BDAT_WINDOW;
        }
    }

    static Stream<Arguments> rows() {
        return Arrays.stream(Way.values())
                .flatMap(way -> stages(way)
                        .flatMap(stage -> Arrays.stream(RelayFault.values())
                                .flatMap(fault -> recipients(fault)
                                        .map(recipients -> Arguments.of(way, stage, fault, recipients)))));
    }

    /** Waiting twice for the same time-out tells nothing new. */
    private static Stream<Integer> recipients(RelayFault fault) {
        return fault.takesTime() ? Stream.of(2) : Stream.of(1, 2);
    }

    private static Stream<Stage> stages(Way way) {
        return Stream.of(Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.FINAL)
                .filter(stage -> stage != Stage.DATA || !way.chunking());
    }

    private static RecordingBatch batch(int recipients) {
        List<Submission> letters = new ArrayList<>();
        for (int i = 0; i < LETTERS; i++) {
            String[] to = {"first" + i + "@b.example", "second" + i + "@b.example"};
            letters.add(Letters.number(i + 1).to(Arrays.copyOf(to, recipients)).submission());
        }
        return RecordingBatch.of(letters.toArray(new Submission[0]));
    }

    /** The fault meets the victim only; at RCPT its last recipient. */
    private static void script(ScriptedSmtpServer server, Stage stage, RelayFault fault, int recipients) {
        if (stage == Stage.MAIL) {
            server.at(stage).times(VICTIM).reply("250 2.1.0 Ok");
            fault.at(server.at(stage).once());
        } else {
            String recipient = (recipients == 1 || stage != Stage.RCPT ? "first" : "second") + VICTIM + "@b.example";
            fault.at(server.at(stage).forRecipient(recipient).once());
        }
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @MethodSource("rows")
    void everyOutcomeAgreesWithTheLedger(Way way, Stage stage, RelayFault fault, int recipients) {
        try (ScriptedSmtpServer server = way.start();
                Transport transport = TestTransports.inClear(
                        server,
                        "window",
                        Integer.toString(way.window),
                        "timeout.command",
                        fault.takesTime() && stage != Stage.FINAL ? "3s" : "30s",
                        "timeout.final",
                        fault.takesTime() ? "3s" : "30s")) {
            script(server, stage, fault, recipients);
            RecordingBatch batch = batch(recipients);

            transport.submit(batch);

            checkAgainstLedger(batch, server);
            checkVictim(batch, way, stage, fault, recipients);
            checkOthers(batch, way, fault);
        }
    }

    private static void checkAgainstLedger(RecordingBatch batch, ScriptedSmtpServer server) {
        List<ReceivedLetter> taken = server.letters();
        assertThat(taken.stream().flatMap(letter -> letter.addresses().stream()))
                .as("nobody got a letter twice")
                .doesNotHaveDuplicates();
        for (int position = 0; position < LETTERS; position++) {
            for (Submission.Recipient recipient :
                    batch.submissions().get(position).recipients()) {
                List<String> queueIds = taken.stream()
                        .filter(letter ->
                                letter.addresses().contains(recipient.address().value()))
                        .map(ReceivedLetter::queueId)
                        .toList();
                checkAgainstLedger(batch, position, recipient.number(), queueIds);
            }
        }
    }

    private static void checkAgainstLedger(RecordingBatch batch, int position, int number, List<String> queueIds) {
        if (!(batch.outcome(position) instanceof Answered answered)) {
            assertThat(batch.outcome(position)).isInstanceOf(Abandoned.class);
            assertThat(queueIds).isEmpty();
            return;
        }
        RecipientOutcome outcome = answered.recipients().get(number);
        assertThat(outcome).as("position %d", position).isNotNull();
        if (outcome instanceof Submitted yes) {
            assertThat(queueIds).containsExactly(yes.queueId().orElseThrow());
        } else if (!(outcome instanceof InDoubt)) {
            assertThat(queueIds).isEmpty();
        } else {
            assertThat(answered.phase().pastNoReturn()).isTrue();
            assertThat(batch.asked()).contains(position);
        }
    }

    private static void checkVictim(RecordingBatch batch, Way way, Stage stage, RelayFault fault, int recipients) {
        Answered answered = (Answered) batch.outcome(VICTIM);
        boolean endIsOut = stage == Stage.FINAL || way.chunking();
        Class<? extends RecipientOutcome> expected = endIsOut ? fault.afterTheEnd() : fault.beforeTheEnd();
        boolean definiteNo = !endIsOut || fault == RelayFault.CLOSING;
        if (stage == Stage.MAIL && fault.isGoing() && definiteNo) {
            // it went away between two letters
            expected = Submitted.class;
        }
        assertThat(answered.recipients().get(recipients)).isInstanceOf(expected);
        assertThat(answered.recipients().get(1)).isInstanceOf(ofTheFirst(way, stage, fault, recipients, expected));
        if (fault.relayAtFault() && expected != Submitted.class) {
            assertThat(answered.relayAtFault()).isTrue();
        }
    }

    /** At RCPT the fault is the second recipient's where there are two. */
    private static Class<? extends RecipientOutcome> ofTheFirst(
            Way way, Stage stage, RelayFault fault, int recipients, Class<? extends RecipientOutcome> ofTheLast) {
        if (stage != Stage.RCPT || recipients == 1 || !fault.isARefusal()) {
            return ofTheLast;
        }
        if (fault == RelayFault.CLOSING) {
            return way.chunking() ? InDoubt.class : RecipientOutcome.Deferred.class;
        }
        return Submitted.class;
    }

    /** Those before it are not touched; those behind it are in doubt at most as far as the window reaches. */
    private static void checkOthers(RecordingBatch batch, Way way, RelayFault fault) {
        int doubts = 0;
        for (int position = 0; position < LETTERS; position++) {
            boolean anyDoubt = batch.outcome(position) instanceof Answered answered
                    && answered.recipients().values().stream().anyMatch(InDoubt.class::isInstance);
            doubts += anyDoubt ? 1 : 0;
            boolean certain =
                    position < VICTIM || (position != VICTIM && (fault.isARefusal() && fault != RelayFault.CLOSING));
            if (certain) {
                assertThat(((Answered) batch.outcome(position)).recipients().values())
                        .as("position %d", position)
                        .hasOnlyElementsOfType(Submitted.class);
            }
        }
        assertThat(doubts).isLessThanOrEqualTo(way.window);
        boolean restIsTried = !fault.takesTime();
        if (restIsTried) {
            assertThat(batch.outcomes()).noneMatch(Abandoned.class::isInstance);
            assertThat(((Answered) batch.outcome(LETTERS - 1)).recipients().values())
                    .as("the last goes over a fresh connection")
                    .hasOnlyElementsOfType(Submitted.class);
        }
    }
}
