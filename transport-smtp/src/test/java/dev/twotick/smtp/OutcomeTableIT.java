package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.testkit.Cue;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import dev.twotick.transport.Transport;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a relay does at whatever stage: the outcome is never better than what the relay's own ledger says. */
class OutcomeTableIT {

    /** One way to misbehave, what it means before the last dot, and what after it. */
    enum Fault {
        CLOSING(cue -> cue.replyThenClose("421 4.3.2 going down"), Deferred.class, Deferred.class, true),
        NOT_NOW(cue -> cue.reply("450 4.2.0 later"), Deferred.class, Deferred.class, false),
        NEVER(cue -> cue.reply("550-5.7.1 never", "550 5.7.1 ever"), Rejected.class, Rejected.class, false),
        FIN(Cue::close, Deferred.class, InDoubt.class, true),
        RST(Cue::reset, Deferred.class, InDoubt.class, true),
        SILENCE(Cue::silence, Deferred.class, InDoubt.class, true),
        HALF_A_CODE(cue -> cue.halfReply("25"), Deferred.class, InDoubt.class, true),
        HALF_A_LINE(cue -> cue.halfReply("250 2.0.0 Ok: queued as 4X"), Deferred.class, InDoubt.class, true),
        HALF_A_REPLY(cue -> cue.halfReply("250-one\r\n"), Deferred.class, InDoubt.class, true),
        JUNK_FIRST(cue -> cue.junk("hello there"), Deferred.class, InDoubt.class, true),
        BLANK_FIRST(cue -> cue.junk(""), Deferred.class, InDoubt.class, true),
        MIXED_CODES(cue -> cue.reply("250-fine", "550 no"), Deferred.class, InDoubt.class, true),
        ASKS_FOR_MORE(cue -> cue.reply("334 more"), Deferred.class, InDoubt.class, true);

        private final Consumer<Cue> script;
        private final Class<? extends RecipientOutcome> beforeTheDot;
        private final Class<? extends RecipientOutcome> afterTheDot;
        private final boolean relayAtFault;

        Fault(
                Consumer<Cue> script,
                Class<? extends RecipientOutcome> beforeTheDot,
                Class<? extends RecipientOutcome> afterTheDot,
                boolean relayAtFault) {
            this.script = script;
            this.beforeTheDot = beforeTheDot;
            this.afterTheDot = afterTheDot;
            this.relayAtFault = relayAtFault;
        }
    }

    private static final List<String> ONE = List.of("ann@b.example");
    private static final List<String> TWO = List.of("ann@b.example", "bob@b.example");

    static Stream<Arguments> stagesAndFaults() {
        return Stream.of(Stage.GREETING, Stage.EHLO, Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.FINAL)
                .flatMap(stage -> Arrays.stream(Fault.values())
                        .flatMap(fault -> Stream.of(ONE, TWO).map(to -> Arguments.of(stage, fault, to))));
    }

    private static SubmissionOutcome submit(
            ScriptedSmtpServer server, Stage stage, Fault fault, List<String> to, Crossing crossing) {
        try (Transport transport = TestTransports.inClear(server, timeouts(stage, fault))) {
            return transport.submit(
                    Letters.number(1).to(to.toArray(new String[0])).submission(), crossing);
        }
    }

    /** Only silence is worth waiting for, and the other commands are to be answered within the time of the silent one. */
    private static String[] timeouts(Stage stage, Fault fault) {
        if (fault != Fault.SILENCE || stage == Stage.QUIT) {
            return new String[0];
        }
        return switch (stage) {
            case GREETING -> new String[] {"timeout.greeting", "300ms"};
            case EHLO -> new String[] {"timeout.command", "300ms"};
            case FINAL -> new String[] {"timeout.final", "300ms"};
            default -> new String[] {"timeout.command", "3s"};
        };
    }

    private static Answered answer(ScriptedSmtpServer server, Stage stage, Fault fault, List<String> to) {
        return (Answered) submit(server, stage, fault, to, Crossing.yes());
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("stagesAndFaults")
    void neverClaimsMoreThanTheLedger(Stage stage, Fault fault, List<String> to) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            fault.script.accept(server.at(stage));
            Crossing crossing = Crossing.yes();

            SubmissionOutcome outcome = submit(server, stage, fault, to, crossing);

            boolean letIn = stage != Stage.GREETING && stage != Stage.EHLO;
            if (!letIn && fault == Fault.NEVER) {
                assertThat(outcome).isInstanceOfSatisfying(RelayUnusable.class, unusable -> {
                    assertThat(unusable.phase().name()).isEqualTo(stage.name());
                    assertThat(unusable.reply()).get().asString().startsWith("550 5.7.1 never");
                });
            } else {
                checkAnswer((Answered) outcome, stage, fault, to);
            }
            assertThat(crossing.asked()).isEqualTo(stage == Stage.FINAL ? 1 : 0);
            // in doubt it may or may not have been taken, which is what the word says
            if (stage != Stage.FINAL || fault.afterTheDot != InDoubt.class) {
                assertThat(server.letters()).isEmpty();
            }
        }
    }

    private static void checkAnswer(Answered answered, Stage stage, Fault fault, List<String> to) {
        boolean dotIsOut = stage == Stage.FINAL;
        assertThat(answered.recipients())
                .hasSize(to.size())
                .allSatisfy((number, one) ->
                        assertThat(one).isInstanceOf(dotIsOut ? fault.afterTheDot : fault.beforeTheDot));
        boolean readToTheEnd = dotIsOut && fault.afterTheDot != InDoubt.class;
        // a reset can be as quick as the connection itself
        if (stage != Stage.GREETING || fault != Fault.RST) {
            assertThat(answered.phase().name()).isEqualTo(readToTheEnd ? "DONE" : stage.name());
        }
        boolean atFault = fault.relayAtFault || stage == Stage.GREETING || stage == Stage.EHLO;
        assertThat(answered.relayAtFault()).isEqualTo(atFault);
    }

    static Stream<Arguments> waysToKeepTheFinalReplyBack() {
        return Arrays.stream(Fault.values())
                .filter(fault -> fault.afterTheDot == InDoubt.class
                        && fault != Fault.MIXED_CODES
                        && fault != Fault.ASKS_FOR_MORE
                        && fault != Fault.JUNK_FIRST
                        && fault != Fault.BLANK_FIRST)
                .map(Arguments::of);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waysToKeepTheFinalReplyBack")
    void isInDoubtWhenTheRelayTookTheLetterAndDidNotSaySo(Fault fault) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            fault.script.accept(server.at(Stage.FINAL).afterTaking());

            Answered answered = answer(server, Stage.FINAL, fault, TWO);

            assertThat(answered.recipients().values()).hasSize(2).allMatch(InDoubt.class::isInstance);
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

            Answered answered = answer(server, Stage.FINAL, Fault.NOT_NOW, TWO);

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
    void doesNotLetQuitChangeTheOutcome(Fault fault) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            fault.script.accept(server.at(Stage.QUIT));

            Answered answered = answer(server, Stage.QUIT, fault, ONE);

            assertThat(answered.recipients().get(1))
                    .isInstanceOfSatisfying(
                            Submitted.class,
                            submitted -> assertThat(submitted.queueId())
                                    .hasValue(server.letters().get(0).queueId()));
        }
    }

    static Stream<Fault> everyFault() {
        return Arrays.stream(Fault.values());
    }
}
