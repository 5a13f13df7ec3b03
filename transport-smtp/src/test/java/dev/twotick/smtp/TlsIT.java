package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
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

    private static SubmissionOutcome submitWithALogin(ScriptedSmtpServer server) {
        String trust = certificates.trustFile().toString();
        return submit("smtp", server, "trust-file", trust, "user", "app", "password", "sesame");
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
    void refusesACertificateThatNamesItsHostInTheCommonNameOnly(@TempDir Path commonName) {
        TestCertificates old = TestCertificates.inTheCommonNameOnly(commonName, "localhost");
        String trust = old.trustFile().toString();
        try (ScriptedSmtpServer server =
                ScriptedSmtpServer.setUp().implicitTls(old).start()) {
            isUnusable(
                    submitTo("smtps://localhost:" + server.port(), "trust-file", trust), Phase.CONNECT, "certificate");
        }
        try (ScriptedSmtpServer server =
                ScriptedSmtpServer.setUp().starttls(old).start()) {
            isUnusable(
                    submitTo("smtp://localhost:" + server.port(), "trust-file", trust), Phase.STARTTLS, "certificate");
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

            isUnusable(submitWithALogin(server), Phase.STARTTLS, "attack");
            await().until(() -> server.openConnections() == 0);
            assertThat(server.commands())
                    .satisfiesExactly(
                            first -> assertThat(first).startsWith("EHLO "),
                            second -> assertThat(second).isEqualTo("STARTTLS"));
        }
    }

    /** Whoever stands in between can write what he likes before TLS (RFC 3207 section 4.2). */
    @Test
    void forgetsWhatWasOfferedBeforeTls() {
        try (ScriptedSmtpServer server = starttls()) {
            server.at(Stage.EHLO).once().reply("250-evil.example", "250-STARTTLS", "250-CHUNKING", "250 SIZE 10");

            isSubmitted(submitTrusting("smtp", server));

            assertThat(server.commands()).contains("DATA").noneMatch(line -> line.startsWith("BDAT"));
        }
    }

    @Test
    void sendsNoSecretWhenALoginWasOfferedBeforeTlsOnly() {
        try (ScriptedSmtpServer server = starttls()) {
            server.at(Stage.EHLO).once().reply("250-evil.example", "250-STARTTLS", "250 AUTH PLAIN LOGIN");

            isUnusable(submitWithALogin(server), Phase.AUTH, "no AUTH");

            assertThat(server.commands()).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
        }
    }

    /** In front of a server that speaks no TLS stands one that speaks no other. */
    @Test
    void submitsToARelayThatSpeaksTls12Only() throws Exception {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        // not the common pool: with two processors it may have one thread only, and there are two to wait
        Executor threads = task -> new Thread(task, "front").start();
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                SSLServerSocket front = (SSLServerSocket)
                        certificates.serverContext().getServerSocketFactory().createServerSocket(0, 1, loopback)) {
            front.setEnabledProtocols(new String[] {"TLSv1.2"});
            CompletableFuture<String> protocol = CompletableFuture.supplyAsync(
                    () -> {
                        try (SSLSocket client = (SSLSocket) front.accept();
                                Socket behind = new Socket(loopback, server.port())) {
                            CompletableFuture<Void> replies =
                                    CompletableFuture.runAsync(() -> pass(behind, client), threads);
                            pass(client, behind);
                            behind.shutdownOutput();
                            replies.join();
                            return client.getSession().getProtocol();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    threads);

            isSubmitted(submitTo(
                    "smtps://127.0.0.1:" + front.getLocalPort(),
                    "trust-file",
                    certificates.trustFile().toString()));

            assertThat(protocol.get(30, TimeUnit.SECONDS)).isEqualTo("TLSv1.2");
            assertThat(server.letters()).hasSize(1);
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one side went
        }
    }

    /** They come when we have begun with TLS already, and are no TLS. */
    @Test
    void takesWhatIsSlippedInAfterItsReplyForNoAnswer() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            CompletableFuture<Void> relay = CompletableFuture.runAsync(() -> talk(listener, client -> {
                say(client, "220 hi\r\n");
                read(client, "EHLO ");
                say(client, "250-evil.example\r\n250 STARTTLS\r\n");
                read(client, "STARTTLS\r\n");
                say(client, "220 go ahead\r\n");
                // the first octet of TLS
                client.getInputStream().read();
                say(client, "250-evil.example\r\n250 AUTH PLAIN\r\n");
            }));

            isUnusable(submitTo("smtp://127.0.0.1:" + listener.getLocalPort()), Phase.STARTTLS, "TLS");
            relay.get(30, TimeUnit.SECONDS);
        }
    }

    /** Its hello picks the version 3.2, which is TLS 1.1, and a cipher suite of that time. */
    @Test
    void refusesARelayThatSpeaksAnOlderTlsOnly() throws Exception {
        byte[] hello = new byte[47];
        byte[] start = {0x16, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2};
        System.arraycopy(start, 0, hello, 0, start.length);
        byte[] suite = {0, (byte) 0xC0, 0x13, 0};
        System.arraycopy(suite, 0, hello, hello.length - suite.length, suite.length);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            CompletableFuture<Void> relay = CompletableFuture.runAsync(() -> talk(listener, client -> {
                client.getInputStream().read();
                client.getOutputStream().write(hello);
            }));

            isUnusable(submitTo("smtps://127.0.0.1:" + listener.getLocalPort()), Phase.CONNECT, "TLS");
            relay.get(30, TimeUnit.SECONDS);
        }
    }

    /** What a relay says to one client. */
    private interface Talk {
        void with(Socket client) throws IOException;
    }

    private static void talk(ServerSocket listener, Talk talk) {
        try (Socket client = listener.accept()) {
            talk.with(client);
            awaitItsEnd(client);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitItsEnd(Socket client) {
        try {
            client.shutdownOutput();
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            // it went away with a reset
        }
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A line, to its end, that begins so. */
    private static void read(Socket client, String start) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\r\n") < 0) {
            int octet = client.getInputStream().read();
            assertThat(octet).isNotNegative();
            line.append((char) octet);
        }
        assertThat(line.toString()).startsWith(start);
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

    /** Without a close_notify nobody can tell whether the line's end is the relay's doing. */
    @Test
    void isInDoubtWhenTheLineEndsWithoutTheEndOfTls() throws Exception {
        try (ScriptedSmtpServer server = implicit()) {
            server.at(Stage.FINAL).afterTaking().silence();
            CompletableFuture<SubmissionOutcome> outcome =
                    CompletableFuture.supplyAsync(() -> submitTrusting("smtps", server));
            server.awaitLetters(1, Duration.ofSeconds(30));

            server.cutConnections();

            assertThat(((Answered) outcome.get(30, TimeUnit.SECONDS))
                            .recipients()
                            .get(1))
                    .isInstanceOf(InDoubt.class);
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
