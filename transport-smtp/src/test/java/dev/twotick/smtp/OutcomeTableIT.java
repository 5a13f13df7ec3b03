package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import dev.twotick.transport.Transport;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a relay does at whatever stage: the outcome is never better than what the relay's own ledger says. */
@Execution(ExecutionMode.CONCURRENT)
class OutcomeTableIT {

    private static final List<String> ONE = List.of("ann@b.example");
    private static final List<String> TWO = List.of("ann@b.example", "bob@b.example");

    static Stream<Arguments> stagesAndFaults() {
        return Stream.of(Stage.GREETING, Stage.EHLO, Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.FINAL)
                .flatMap(stage -> Arrays.stream(RelayFault.values())
                        .flatMap(fault -> recipients(stage, fault).map(to -> Arguments.of(stage, fault, to))));
    }

    /** Where a row costs seconds, one of one recipient could tell nothing new. */
    private static Stream<List<String>> recipients(Stage stage, RelayFault fault) {
        boolean quick = !fault.takesTime() || stage == Stage.GREETING || stage == Stage.EHLO || stage == Stage.FINAL;
        return quick ? Stream.of(ONE, TWO) : Stream.of(TWO);
    }

    private static SubmissionOutcome submit(
            ScriptedSmtpServer server, Stage stage, RelayFault fault, List<String> to, Crossing crossing) {
        try (Transport transport = TestTransports.inClear(server, timeouts(stage, fault))) {
            return transport.submit(
                    Letters.number(1).to(to.toArray(new String[0])).submission(), crossing);
        }
    }

    /** Only silence is worth waiting for, and the other commands are to be answered within the time of the silent one. */
    private static String[] timeouts(Stage stage, RelayFault fault) {
        if (!fault.takesTime() || stage == Stage.QUIT) {
            return new String[0];
        }
        return switch (stage) {
            case GREETING -> new String[] {"timeout.greeting", "300ms"};
            case EHLO -> new String[] {"timeout.command", "300ms"};
            case FINAL -> new String[] {"timeout.final", "300ms"};
            default -> new String[] {"timeout.command", RelayFault.PATIENCE};
        };
    }

    private static Answered answer(ScriptedSmtpServer server, Stage stage, RelayFault fault, List<String> to) {
        return (Answered) submit(server, stage, fault, to, Crossing.yes());
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("stagesAndFaults")
    void neverClaimsMoreThanTheLedger(Stage stage, RelayFault fault, List<String> to) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            fault.at(server.at(stage));
            Crossing crossing = Crossing.yes();

            SubmissionOutcome outcome = submit(server, stage, fault, to, crossing);

            boolean letIn = stage != Stage.GREETING && stage != Stage.EHLO;
            if (!letIn && fault == RelayFault.NEVER) {
                assertThat(outcome).isInstanceOfSatisfying(RelayUnusable.class, unusable -> {
                    assertThat(unusable.phase().name()).isEqualTo(stage.name());
                    assertThat(unusable.reply()).get().asString().startsWith("550 5.7.1 never");
                });
            } else {
                checkAnswer((Answered) outcome, stage, fault, to);
            }
            assertThat(crossing.asked()).isEqualTo(stage == Stage.FINAL || fault.isAYesAt(stage) ? 1 : 0);
            if (fault.isAYesAt(stage)) {
                assertThat(server.letters())
                        .singleElement()
                        .satisfies(letter -> assertThat(letter.addresses()).isEqualTo(to));
            } else if (stage != Stage.FINAL || fault.isARefusal()) {
                // in doubt it may or may not have been taken, which is what the word says
                assertThat(server.letters()).isEmpty();
            }
        }
    }

    private static void checkAnswer(Answered answered, Stage stage, RelayFault fault, List<String> to) {
        boolean dotIsOut = stage == Stage.FINAL;
        assertThat(answered.recipients())
                .hasSize(to.size())
                .allSatisfy((number, one) ->
                        assertThat(one).isInstanceOf(dotIsOut ? fault.afterTheEnd() : fault.beforeTheEnd(stage)));
        boolean readToTheEnd = (dotIsOut && fault.isARefusal()) || fault.isAYesAt(stage);
        // a reset can be as quick as the connection itself
        if (stage != Stage.GREETING || fault != RelayFault.RST) {
            assertThat(answered.phase().name()).isEqualTo(readToTheEnd ? "DONE" : stage.name());
        }
        boolean notLetIn = (stage == Stage.GREETING || stage == Stage.EHLO) && !fault.isAYesAt(stage);
        boolean atFault = fault.relayAtFault(stage) || notLetIn;
        assertThat(answered.relayAtFault()).isEqualTo(atFault);
    }

    static Stream<Arguments> waysToKeepTheFinalReplyBack() {
        return Arrays.stream(RelayFault.values())
                .filter(RelayFault::keepsItsReplyBack)
                .flatMap(fault -> Stream.of(ONE, TWO).map(to -> Arguments.of(fault, to)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("waysToKeepTheFinalReplyBack")
    void isInDoubtWhenTheRelayTookTheLetterAndDidNotSaySo(RelayFault fault, List<String> to) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            fault.at(server.at(Stage.FINAL).afterTaking());

            Answered answered = answer(server, Stage.FINAL, fault, to);

            assertThat(answered.recipients().values()).hasSize(to.size()).allMatch(InDoubt.class::isInstance);
            assertThat(answered.phase()).isEqualTo(Phase.FINAL);
            // the relay may still be at it when we have given up
            Awaitility.await().untilAsserted(() -> assertThat(server.letters()).hasSize(1));
        }
    }

    @ParameterizedTest
    @MethodSource("positiveReplies")
    void takesEveryComplete2yzForAYes(List<String> lines, String text) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.FINAL).reply(lines.toArray(new String[0]));

            Answered answered = answer(server, Stage.FINAL, RelayFault.NOT_NOW, TWO);

            assertThat(answered.recipients().values())
                    .hasSize(2)
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOfSatisfying(Submitted.class, submitted -> {
                        assertThat(submitted.reply()).hasToString(text);
                        assertThat(submitted.queueId()).isEmpty();
                    }));
            assertThat(answered.phase()).isEqualTo(Phase.DONE);
            assertThat(answered.relayAtFault()).isFalse();
            assertThat(server.letters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.addresses()).isEqualTo(TWO));
        }
    }

    static Stream<Arguments> positiveReplies() {
        return Stream.of(
                Arguments.of(List.of("250"), "250"),
                Arguments.of(List.of("200 fine"), "200 fine"),
                Arguments.of(List.of("252 fine"), "252 fine"),
                Arguments.of(List.of("299-fine", "299 indeed"), "299 fine indeed"),
                Arguments.of(List.of("250 5.1.1 contradiction"), "250 5.1.1 contradiction"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyFault")
    void doesNotLetQuitChangeTheOutcome(RelayFault fault) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            fault.at(server.at(Stage.QUIT));

            Answered answered = answer(server, Stage.QUIT, fault, ONE);

            assertThat(answered.recipients().get(1))
                    .isInstanceOfSatisfying(
                            Submitted.class,
                            submitted -> assertThat(submitted.queueId())
                                    .hasValue(server.letters().get(0).queueId()));
        }
    }

    static Stream<RelayFault> everyFault() {
        return Arrays.stream(RelayFault.values());
    }
}
