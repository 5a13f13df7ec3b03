package dev.twotick.it;

import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.dispatch.TwotickListener;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.plugin.ConfigurationException;
import dev.twotick.plugin.Settings;
import dev.twotick.testkit.ScriptedImapServer;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.TestCertificates;
import dev.twotick.testkit.TestCertificates.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;

/**
 * Uses all parts that are given a secret, with the right one and with a wrong one, while all loggers are wide open, and prints what
 * could be printed.
 */
final class AllSecretsProgram {
    static final String PASSWORD = "s3same,open=now";
    static final String WRONG_PASSWORD = "0pen,barley=now";
    static final String TOKEN = "ya29.A0ARrdaM-t0ken";
    static final String DATABASE_PASSWORD = "cave0fwonders";
    static final String CLIENT_KEY = "client-ec.key";
    static final String TOKEN_KEYS = "tokens.key";

    private final Path directory;
    private final TestCertificates certificates;
    private final PemFiles client;

    private AllSecretsProgram(Path directory) {
        this.directory = directory;
        this.certificates = TestCertificates.create(directory);
        this.client = certificates.client("EC");
    }

    /**
     * Runs it.
     *
     * @param arguments a directory for its files
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        ConsoleHandler everything = new ConsoleHandler();
        everything.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        root.setLevel(Level.ALL);
        root.addHandler(everything);
        AllSecretsProgram program = new AllSecretsProgram(Path.of(arguments[0]));
        program.submitAndFile();
        program.logInWrongly();
        program.useAToken();
        program.missTheDatabase();
        System.out.println("all was said");
    }

    private Settings relay(ScriptedSmtpServer server) {
        return Settings.EMPTY
                .with("relay.main.url", "smtp://127.0.0.1:" + server.port())
                .with("relay.main.trust-file", certificates.trustFile().toString())
                .with("relay.main.client-cert-file", client.certificate().toString())
                .with("relay.main.client-key-file", client.key().toString())
                .with("relay.main.user", "app")
                .with("token.key-file", directory.resolve(TOKEN_KEYS).toString());
    }

    private ScriptedSmtpServer server(String mechanism, String secret) {
        return ScriptedSmtpServer.setUp()
                .starttls(certificates)
                .wantClientCertificates()
                .offer("AUTH " + mechanism)
                .login("app", secret)
                .start();
    }

    private static Settings mailbox(Settings settings, String section, ScriptedImapServer server, String password) {
        return settings.with(section + ".url", "imap://127.0.0.1:" + server.port())
                .with(section + ".starttls", "off-i-accept-clear-text")
                .with(section + ".user", ScriptedImapServer.USER)
                .with(section + ".password", password);
    }

    private static Tracking send(Twotick post) {
        return post.send(
                Letter.from("billing@corp.example")
                        .to("ann@customer.example")
                        .subject("Invoice")
                        .text("Dear Ann, …")
                        .build(),
                Assurance.delivered());
    }

    private void submitAndFile() throws Exception {
        try (ScriptedSmtpServer server = server("PLAIN LOGIN", PASSWORD);
                ScriptedImapServer imap = ScriptedImapServer.start()) {
            imap.addFolder("Sent", "\\Sent");
            Settings settings = mailbox(relay(server), "sent-store", imap, ScriptedImapServer.PASSWORD);
            settings = mailbox(settings, "receipts", imap, ScriptedImapServer.PASSWORD)
                    .with("receipts.address", "bounces@corp.example")
                    .with("relay.main.password", PASSWORD)
                    .with("outbox.url", "jdbc:sqlite:" + directory.resolve("outbox.db"));
            print(settings);
            try (Twotick post = Twotick.builder().settings(settings).build()) {
                Tracking tracking = send(post);
                print(tracking.submitted().get(60, TimeUnit.SECONDS));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> !imap.commands("APPEND").isEmpty());
                print(tracking.timeline());
            }
        }
    }

    private void logInWrongly() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        TwotickListener listener = new TwotickListener() {
            @Override
            public void onRelayHeld(String relay, String reason, Duration nextTry) {
                print(relay + " is held: " + reason);
                held.countDown();
            }
        };
        try (ScriptedSmtpServer server = server("PLAIN LOGIN", PASSWORD);
                ScriptedImapServer imap = ScriptedImapServer.start();
                Twotick post = Twotick.builder()
                        .settings(mailbox(relay(server), "receipts", imap, WRONG_PASSWORD)
                                .with("receipts.address", "bounces@corp.example")
                                .with("relay.main.password", WRONG_PASSWORD))
                        .listener(listener)
                        .build()) {
            Tracking tracking = send(post);
            if (!held.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the relay is not held");
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> imap.commands().size() > 1);
            print(tracking.timeline());
        }
    }

    private void useAToken() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), TOKEN);
        try (ScriptedSmtpServer server = server("XOAUTH2", TOKEN);
                Twotick post = Twotick.builder()
                        .settings(relay(server).with("relay.main.token-file", file.toString()))
                        .build()) {
            print(send(post).submitted().get(60, TimeUnit.SECONDS));
        }
    }

    /** Nobody listens there. */
    private void missTheDatabase() throws IOException {
        try (ScriptedSmtpServer server = server("PLAIN", PASSWORD)) {
            Settings settings = relay(server)
                    .with("relay.main.password", PASSWORD)
                    .with("outbox.url", "jdbc:postgresql://127.0.0.1:1/post")
                    .with("outbox.user", "app")
                    .with("outbox.password", DATABASE_PASSWORD);
            print(settings);
            try (Twotick post = Twotick.builder().settings(settings).build()) {
                print(send(post).delivery());
            } catch (ConfigurationException e) {
                print(e + " " + e.faults());
            } catch (RuntimeException e) {
                print("it was missed: " + e);
            }
        }
    }

    @SuppressWarnings("SystemOut")
    private static void print(Object said) {
        System.out.println(said);
    }
}
