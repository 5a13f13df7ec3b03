package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.testkit.TestCertificates;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import dev.twotick.transport.Transport;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsIT {
    @TempDir
    private static Path directory;

    @TempDir
    private static Path otherDirectory;

    private static TestCertificates certificates;

    @BeforeAll
    static void makeCertificates() {
        certificates = TestCertificates.create(directory);
    }

    private static ScriptedSmtpServer implicit() {
        return ScriptedSmtpServer.setUp().implicitTls(certificates).start();
    }

    private static ScriptedSmtpServer starttls() {
        return ScriptedSmtpServer.setUp().starttls(certificates).start();
    }

    private static SubmissionOutcome submit(String scheme, ScriptedSmtpServer server, String... settings) {
        return submitTo(scheme + "://127.0.0.1:" + server.port(), settings);
    }

    private static SubmissionOutcome submitTrusting(String scheme, ScriptedSmtpServer server) {
        return submit(
                scheme,
                server,
                "trust-file",
                certificates.trustFile().toString(),
                "timeout.command",
                "30s",
                "timeout.final",
                "30s");
    }

    private static SubmissionOutcome submitTo(String url, String... settings) {
        try (Transport transport = TestTransports.to(url, settings)) {
            return transport.submit(Letters.number(1).submission(), Crossing.yes());
        }
    }

    private static void isSubmitted(SubmissionOutcome outcome) {
        assertThat(((Answered) outcome).recipients().get(1)).isInstanceOf(Submitted.class);
    }

    private static void isUnusable(SubmissionOutcome outcome, Phase phase, String word) {
        assertThat(outcome).isInstanceOfSatisfying(RelayUnusable.class, unusable -> {
            assertThat(unusable.phase()).isEqualTo(phase);
            assertThat(unusable.reason()).contains(word);
        });
    }

    @Test
    void submitsInImplicitTls() {
        try (ScriptedSmtpServer server = implicit()) {
            isSubmitted(submitTrusting("smtps", server));

            assertThat(server.letters()).singleElement().matches(letter -> letter.encrypted());
        }
    }

    @Test
    void submitsAfterStartTls() {
        try (ScriptedSmtpServer server = starttls()) {
            isSubmitted(submitTrusting("smtp", server));

            assertThat(server.letters()).singleElement().matches(letter -> letter.encrypted());
            assertThat(server.commands().subList(0, 3))
                    .satisfiesExactly(
                            first -> assertThat(first).startsWith("EHLO "),
                            second -> assertThat(second).isEqualTo("STARTTLS"),
                            third -> assertThat(third).startsWith("EHLO "));
        }
    }

    @Test
    void comparesTheCertificateWithTheHostName() {
        try (ScriptedSmtpServer server = implicit()) {
            isSubmitted(submitTo(
                    "smtps://localhost:" + server.port(),
                    "trust-file",
                    certificates.trustFile().toString()));
        }
    }

    @Test
    void refusesAnUnknownAuthority() {
        try (ScriptedSmtpServer server = implicit()) {
            isUnusable(submit("smtps", server), Phase.CONNECT, "trust-file");
        }
        try (ScriptedSmtpServer server = starttls()) {
            isUnusable(submit("smtp", server), Phase.STARTTLS, "trust-file");
            assertThat(server.commands()).hasSize(2);
        }
    }

    @Test
    void refusesTheCertificateOfAnotherHost() {
        TestCertificates others = TestCertificates.create(otherDirectory, "dns:other.example");
        String trust = others.trustFile().toString();
        try (ScriptedSmtpServer server =
                ScriptedSmtpServer.setUp().implicitTls(others).start()) {
            isUnusable(submit("smtps", server, "trust-file", trust), Phase.CONNECT, "certificate");
        }
        try (ScriptedSmtpServer server =
                ScriptedSmtpServer.setUp().starttls(others).start()) {
            isUnusable(submit("smtp", server, "trust-file", trust), Phase.STARTTLS, "certificate");
        }
    }

    @Test
    void refusesACertificateThatIsNoLongerValid(@TempDir Path expiredDirectory) {
        TestCertificates expired = TestCertificates.expired(expiredDirectory);
        try (ScriptedSmtpServer server =
                ScriptedSmtpServer.setUp().implicitTls(expired).start()) {
            isUnusable(
                    submit("smtps", server, "trust-file", expired.trustFile().toString()),
                    Phase.CONNECT,
                    "certificate");
        }
    }

    @Test
    void sendsNothingButEhloWhenStartTlsWasTakenAway() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp()
                .offer("AUTH PLAIN LOGIN")
                .login("app", "sesame")
                .start()) {
            isUnusable(
                    submit("smtp", server, "user", "app", "password", "sesame"),
                    Phase.STARTTLS,
                    "does not offer STARTTLS");

            assertThat(server.commands()).singleElement().asString().startsWith("EHLO ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"454 4.7.0 TLS not available", "502 5.5.1 not implemented"})
    void sendsNothingInClearTextWhenStartTlsIsRefused(String reply) {
        try (ScriptedSmtpServer server = starttls()) {
            server.at(Stage.STARTTLS).reply(reply);

            isUnusable(submitTrusting("smtp", server), Phase.STARTTLS, "refused STARTTLS");
            assertThat(server.commands()).hasSize(2);
        }
    }

    @Test
    void takesWhatIsSlippedInBeforeTlsForAnAttack() {
        try (ScriptedSmtpServer server = starttls()) {
            server.at(Stage.STARTTLS).reply("220 2.0.0 Go ahead", "250-evil", "250 AUTH PLAIN");

            isUnusable(submitTrusting("smtp", server), Phase.STARTTLS, "attack");
        }
    }

    @Test
    void defersWhenTheHandshakeHangsOrIsCut() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            // it waits for EHLO in clear text, and we for TLS
            server.at(Stage.GREETING).silence();
            SubmissionOutcome outcome = submit("smtps", server, "timeout.command", "300ms");

            assertThat(((Answered) outcome).recipients().get(1)).isInstanceOf(Deferred.class);
            assertThat(((Answered) outcome).relayAtFault()).isTrue();
        }
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            server.at(Stage.GREETING).close();
            SubmissionOutcome outcome = submit("smtps", server);

            assertThat(((Answered) outcome).recipients().get(1)).isInstanceOf(Deferred.class);
        }
    }

    @Test
    void saysThatAPortSpeaksNoTls() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            isUnusable(submit("smtps", server), Phase.CONNECT, "TLS");
        }
    }

    @Test
    void isInDoubtWhenTheLineIsCutAfterTheDot() {
        try (ScriptedSmtpServer server = implicit()) {
            server.at(Stage.FINAL).afterTaking().close();
            SubmissionOutcome outcome = submitTrusting("smtps", server);

            assertThat(((Answered) outcome).recipients().get(1)).isInstanceOf(InDoubt.class);
        }
    }

    @Test
    void hearsAnEarlyRefusalInTls() {
        try (ScriptedSmtpServer server = implicit()) {
            server.at(Stage.BODY).afterBytes(1_000).reply("552 5.3.4 too big");
            String body = "x".repeat(70).concat("\r\n").repeat(100_000);
            try (Transport transport = TestTransports.to(
                    "smtps://127.0.0.1:" + server.port(),
                    "trust-file",
                    certificates.trustFile().toString())) {
                SubmissionOutcome outcome =
                        transport.submit(Letters.number(1).body(body).submission(), Crossing.yes());

                assertThat(((Answered) outcome).recipients().get(1)).isInstanceOf(Rejected.class);
                assertThat(((Answered) outcome).phase()).isEqualTo(Phase.BODY);
            }
            assertThat(server.letters()).isEmpty();
        }
    }
}
