package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.plugin.Fault;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.TestCertificates;
import dev.twotick.testkit.TestCertificates.PemFiles;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import dev.twotick.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientCertificateIT {
    @TempDir
    private static Path directory;

    private static TestCertificates certificates;
    private static PemFiles ec;

    @BeforeAll
    static void makeCertificates() {
        certificates = TestCertificates.create(directory);
        ec = certificates.client("EC");
    }

    private static SubmissionOutcome submit(String... settings) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp()
                        .starttls(certificates)
                        .wantClientCertificates()
                        .start();
                Transport transport = TestTransports.to("smtp://127.0.0.1:" + server.port(), settings)) {
            return transport.submit(Letters.number(1).submission(), Crossing.yes());
        }
    }

    private static List<Fault> faults(Path certificate, Path key) {
        Section section = Section.of(Settings.EMPTY
                .with("client-cert-file", certificate.toString())
                .with("client-key-file", key.toString()));
        new SmtpTransportProvider().create("smtps://mail.example.com", section).close();
        return section.faults();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void showsItsCertificate(String algorithm) {
        PemFiles client = algorithm.equals("EC") ? ec : certificates.client(algorithm);
        SubmissionOutcome outcome = submit(
                "trust-file",
                certificates.trustFile().toString(),
                "client-cert-file",
                client.certificate().toString(),
                "client-key-file",
                client.key().toString());

        assertThat(((Answered) outcome).recipients().get(1)).isInstanceOf(Submitted.class);
    }

    @Test
    void showsItsCertificateInImplicitTls() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp()
                .implicitTls(certificates)
                .wantClientCertificates()
                .start()) {
            isSubmitted(submitInImplicitTls(server, certificates, ec));
        }
    }

    /** Either side knows the root only, so that each has to show what is between. */
    @Test
    void showsAndBelievesAChain(@TempDir Path elsewhere) {
        TestCertificates chain = TestCertificates.inAChain(elsewhere);
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp()
                .implicitTls(chain)
                .wantClientCertificates()
                .start()) {
            isSubmitted(submitInImplicitTls(server, chain, chain.client("EC")));
        }
    }

    private static SubmissionOutcome submitInImplicitTls(
            ScriptedSmtpServer server, TestCertificates trusted, PemFiles client) {
        try (Transport transport = TestTransports.to(
                "smtps://127.0.0.1:" + server.port(),
                "trust-file",
                trusted.trustFile().toString(),
                "client-cert-file",
                client.certificate().toString(),
                "client-key-file",
                client.key().toString())) {
            return transport.submit(Letters.number(1).submission(), Crossing.yes());
        }
    }

    private static void isSubmitted(SubmissionOutcome outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Answered.class,
                        answered -> assertThat(answered.recipients().get(1)).isInstanceOf(Submitted.class));
    }

    @RepeatedTest(5)
    void holdsTheRelayThatWantsACertificateWhenThereIsNone() {
        assertThat(submit("trust-file", certificates.trustFile().toString())).isInstanceOf(RelayUnusable.class);
    }

    @Test
    void saysWhatIsWrongWithTheFiles() throws IOException {
        Path otherForm = Files.writeString(
                directory.resolve("pkcs1.key"),
                "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        Path broken = Files.writeString(
                directory.resolve("broken.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        Path empty = Files.writeString(directory.resolve("empty"), "");

        isFault(faults(ec.certificate(), otherForm), "client-key-file", "openssl pkcs8");
        isFault(faults(ec.certificate(), broken), "client-key-file", "no usable private key");
        isFault(faults(ec.certificate(), empty), "client-key-file", "PKCS#8");
        isFault(faults(ec.certificate(), directory.resolve("none")), "client-key-file", "no usable private key");
        isFault(faults(empty, ec.key()), "client-cert-file", "no PEM certificate");
        isFault(faults(directory.resolve("none"), ec.key()), "client-cert-file", "none");
    }

    @Test
    void noticesTheKeyOfAnotherCertificate(@TempDir Path elsewhere) {
        Path othersKey = TestCertificates.create(elsewhere).client("EC").key();

        isFault(faults(ec.certificate(), othersKey), "client-key-file", "not the key of the certificate");
    }

    @Test
    void wantsBothFiles() {
        Section section =
                Section.of(Settings.EMPTY.with("client-key-file", ec.key().toString()));
        new SmtpTransportProvider().create("smtps://mail.example.com", section).close();

        isFault(section.faults(), "client-cert-file", "missing");
    }

    private static void isFault(List<Fault> faults, String key, String word) {
        assertThat(faults).singleElement().satisfies(fault -> {
            assertThat(fault.key()).isEqualTo(key);
            assertThat(fault.problem()).contains(word);
        });
    }
}
