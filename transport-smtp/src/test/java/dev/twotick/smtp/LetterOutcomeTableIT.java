package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.SmtpServerBuilder;
import dev.twotick.testkit.Stage;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.Transport;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a relay does while a letter is sent, in the places that only long letters, BDAT and LMTP have. */
@Execution(ExecutionMode.CONCURRENT)
class LetterOutcomeTableIT {
    private static final String LINE = "x".repeat(70) + "\r\n";
    private static final String LONGER_THAN_ONE_PIECE = LINE.repeat(5_000);

    private static Answered submit(SmtpServerBuilder setUp, Stage stage, RelayFault fault, Submission submission) {
        try (ScriptedSmtpServer server = setUp.start();
                Transport transport = TestTransports.inClear(server, timeouts(fault))) {
            fault.at(server.at(stage).afterBytes(100_000));

            Answered answered = (Answered) transport.submit(submission, Crossing.yes());

            boolean submitted = answered.recipients().values().stream().anyMatch(Submitted.class::isInstance);
            assertThat(server.letters()).hasSize(submitted ? 1 : 0);
            return answered;
        }
    }

    private static String[] timeouts(RelayFault fault) {
        String time = fault.takesTime() ? RelayFault.PATIENCE : "30s";
        return new String[] {"timeout.command", time, "timeout.data", time, "timeout.final", time};
    }

    /** To drip takes a reply, which is none of half a letter. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DRIPS")
    void halfALetterIsNeverADoubt(RelayFault fault) {
        Submission submission = LongBytes.in(Letters.number(1).submission(), new LongBytes());

        Answered answered = submit(ScriptedSmtpServer.setUp(), Stage.BODY, fault, submission);

        assertThat(answered.recipients().get(1)).isInstanceOf(fault.beforeTheEnd(Stage.BODY));
        assertThat(answered.phase()).isEqualTo(Phase.BODY);
    }

    @ParameterizedTest
    @EnumSource
    void theAnswerToAPieceIsNeverADoubt(RelayFault fault) {
        Submission submission = Letters.number(1).body(LONGER_THAN_ONE_PIECE).submission();

        Answered answered = submit(ScriptedSmtpServer.setUp().offer("CHUNKING"), Stage.CHUNK, fault, submission);

        assertThat(answered.recipients().get(1)).isInstanceOf(fault.beforeTheEnd(Stage.CHUNK));
        assertThat(answered.phase()).isEqualTo(fault.isAYesAt(Stage.CHUNK) ? Phase.DONE : Phase.BODY);
        assertThat(answered.relayAtFault()).isEqualTo(fault.relayAtFault(Stage.CHUNK));
    }

    @ParameterizedTest
    @EnumSource
    void theLastReplyOfLmtpIsBelievedWhenItIsWhole(RelayFault fault) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp().lmtp().start();
                Transport transport = TestTransports.to(
                        "lmtp://127.0.0.1:" + server.port(),
                        "starttls",
                        "off-i-accept-clear-text",
                        "timeout.final",
                        fault.takesTime() ? RelayFault.PATIENCE : "30s")) {
            fault.at(server.at(Stage.FINAL).forRecipient("bob@b.example"));
            Submission submission =
                    Letters.number(1).to("ann@b.example", "bob@b.example").submission();

            Answered answered = (Answered) transport.submit(submission, Crossing.yes());

            assertThat(answered.recipients().get(1)).isInstanceOf(Submitted.class);
            assertThat(answered.recipients().get(2)).isInstanceOf(fault.afterTheEnd());
        }
    }

    /** Even what means yes elsewhere, or asks to go on, is no leave to send a letter. */
    @ParameterizedTest
    @ValueSource(ints = {220, 250, 300, 350})
    void only354LetsALetterBegin(int code) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            server.at(Stage.DATA).reply(code + " as you like");
            Crossing crossing = Crossing.yes();

            Answered answered = (Answered) transport.submit(Letters.number(1).submission(), crossing);

            assertThat(answered.recipients().get(1)).isInstanceOf(Deferred.class);
            assertThat(answered.phase()).isEqualTo(Phase.DATA);
            assertThat(crossing.asked()).isZero();
        }
    }
}
