package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.testkit.TestCertificates;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import dev.twotick.transport.Transport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a relay does at STARTTLS and AUTH: without a yes nothing of the letter is said, and no letter fails. */
@Execution(ExecutionMode.CONCURRENT)
class OpeningOutcomeTableIT {
    @TempDir
    private static Path directory;

    private static TestCertificates certificates;

    @BeforeAll
    static void makeCertificates() {
        certificates = TestCertificates.create(directory);
    }

    static Stream<Arguments> rows() {
        return Stream.of(Stage.STARTTLS, Stage.AUTH)
                .flatMap(stage -> Arrays.stream(RelayFault.values()).map(fault -> Arguments.of(stage, fault)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rows")
    void saysNothingOfALetterBeforeItIsLetIn(Stage stage, RelayFault fault) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp()
                .starttls(certificates)
                .login("app", "sesame")
                .start()) {
            fault.at(server.at(stage));
            Crossing crossing = Crossing.yes();

            SubmissionOutcome outcome = submit(server, fault, crossing);

            if (fault.isAYesAt(stage)) {
                assertThat(((Answered) outcome).recipients().get(1)).isInstanceOf(Submitted.class);
                assertThat(server.letters()).hasSize(1);
                return;
            }
            if (isToBeMended(stage, fault)) {
                assertThat(outcome)
                        .isInstanceOfSatisfying(
                                RelayUnusable.class,
                                unusable -> assertThat(unusable.phase().name()).isEqualTo(stage.name()));
            } else {
                Answered answered = (Answered) outcome;
                assertThat(answered.recipients().get(1)).isInstanceOf(Deferred.class);
                assertThat(answered.phase().name()).isEqualTo(stage.name());
                assertThat(answered.relayAtFault()).isTrue();
            }
            assertThat(crossing.asked()).isZero();
            assertThat(server.commands()).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    private static SubmissionOutcome submit(ScriptedSmtpServer server, RelayFault fault, Crossing crossing) {
        try (Transport transport = TestTransports.to(
                "smtp://127.0.0.1:" + server.port(),
                "trust-file",
                certificates.trustFile().toString(),
                "user",
                "app",
                "password",
                "sesame",
                "timeout.command",
                fault.takesTime() ? RelayFault.PATIENCE : "30s")) {
            return transport.submit(Letters.number(1).submission(), crossing);
        }
    }

    /** Without TLS or a login nothing will ever go; a challenge more than the mechanism has answers for is such a case too. */
    private static boolean isToBeMended(Stage stage, RelayFault fault) {
        return switch (fault) {
            case NEVER -> true;
            case NOT_NOW -> stage == Stage.STARTTLS;
            case ASKS_FOR_MORE -> stage == Stage.AUTH;
            default -> false;
        };
    }
}
