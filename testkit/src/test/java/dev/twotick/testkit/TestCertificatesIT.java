package dev.twotick.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCertificatesIT {
    @TempDir
    static Path directory;

    private static TestCertificates certificates;

    @BeforeAll
    static void make() {
        certificates = TestCertificates.create(directory);
    }

    @Test
    void aClientThatTrustsTheAuthorityUpgrades() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp()
                        .starttls(certificates)
                        .login("app", "secret")
                        .start();
                RawClient client = new RawClient(server)) {
            client.hearReply();
            assertThat(client.ask("EHLO c.example")).isEqualTo("250 STARTTLS");
            assertThat(client.ask("STARTTLS")).startsWith("220");
            client.encrypt(trusting(certificates.trustFile()));
            assertThat(client.ask("EHLO c.example")).isEqualTo("250 AUTH PLAIN LOGIN");
            assertThat(client.ask("STARTTLS")).startsWith("502");
        }
    }

    @Test
    void implicitTlsCarriesALetter() throws Exception {
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().implicitTls(certificates).start();
                RawClient client = new RawClient(server)) {
            client.encrypt(trusting(certificates.trustFile()));
            assertThat(client.send("x", "ann@b.example")).startsWith("250");
            assertThat(server.letters().get(0).encrypted()).isTrue();
        }
    }

    @Test
    void aClosedTlsSessionEndsClean() throws Exception {
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().implicitTls(certificates).start();
                RawClient client = new RawClient(server)) {
            server.at(Stage.FINAL).close();
            client.encrypt(trusting(certificates.trustFile()));
            assertThat(client.send("x", "ann@b.example")).isNull();
        }
    }

    @Test
    void anotherHostsCertificateIsNotTaken(@TempDir Path other) throws Exception {
        TestCertificates foreign = TestCertificates.create(other, "dns:mail.example.com");
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().implicitTls(foreign).start();
                RawClient client = new RawClient(server)) {
            assertThatThrownBy(() -> client.encrypt(trusting(foreign.trustFile())))
                    .isInstanceOf(SSLException.class);
        }
    }

    private static SSLContext trusting(Path pem) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
