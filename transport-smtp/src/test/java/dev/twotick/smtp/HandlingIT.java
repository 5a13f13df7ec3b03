package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.Handling;
import dev.twotick.letter.Handling.DeliverBy;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.TestCertificates;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandlingIT {
    private static final Handling WISHES = Handling.USUAL
            .withPriority(4)
            .withDeliverBy(new DeliverBy(Duration.ofHours(1), false))
            .withReleaseAt(Instant.parse("2999-01-01T00:00:00Z"));

    private static Submission submission(Handling handling) {
        Submission plain = Letters.number(1).submission();
        return new Submission(
                plain.letter(), plain.reversePath(), plain.recipients(), plain.content(), plain.dsn(), handling);
    }

    private static Answered submit(Transport transport, Handling handling) {
        try (transport) {
            return (Answered) transport.submit(submission(handling), Crossing.yes());
        }
    }

    @Test
    void asksForWhatIsOffered() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp()
                .offer("MT-PRIORITY MIXER")
                .offer("DELIVERBY 60")
                .offer("FUTURERELEASE")
                .start()) {
            Answered answered = submit(TestTransports.inClear(server), WISHES);

            assertThat(answered.notOffered()).isEmpty();
            assertThat(server.letters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.mailParameters())
                            .containsEntry("MT-PRIORITY", "4")
                            .containsEntry("BY", "3600;N")
                            .containsEntry("HOLDUNTIL", "2999-01-01T00:00:00Z"));
        }
    }

    @Test
    void submitsAndTellsWhatIsNotOffered() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            Answered answered = submit(TestTransports.inClear(server), WISHES);

            assertThat(answered.recipients().get(1)).isInstanceOf(Submitted.class);
            assertThat(answered.notOffered()).containsExactly("MT-PRIORITY", "DELIVERBY", "FUTURERELEASE");
        }
    }

    @Test
    void requiresTlsOfARelayThatSeesToIt(@TempDir Path directory) {
        TestCertificates certificates = TestCertificates.create(directory);
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp()
                .starttls(certificates)
                .offer("REQUIRETLS")
                .start()) {
            Transport transport = TestTransports.to(
                    "smtp://127.0.0.1:" + server.port(),
                    "trust-file",
                    certificates.trustFile().toString());
            submit(transport, Handling.USUAL.withRequireTls());

            assertThat(server.letters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.mailParameters()).containsKey("REQUIRETLS"));
        }
    }

    @Test
    void doesNotGiveALetterThatRequiresTlsToARelayThatDoesNotOfferIt() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            Answered answered = submit(TestTransports.inClear(server), Handling.USUAL.withRequireTls());

            assertThat(answered.recipients().get(1))
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            rejected -> assertThat(rejected.reason()).startsWith("5.7.30 "));
            assertThat(server.commands()).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    @Test
    void doesNotBelieveAnOfferOfTlsThatIsMadeInClearText() {
        try (ScriptedSmtpServer server =
                ScriptedSmtpServer.setUp().offer("REQUIRETLS").start()) {
            Answered answered = submit(TestTransports.inClear(server), Handling.USUAL.withRequireTls());

            assertThat(answered.recipients().get(1)).isInstanceOf(Rejected.class);
            assertThat(server.commands()).noneMatch(line -> line.startsWith("MAIL"));
        }
    }
}
