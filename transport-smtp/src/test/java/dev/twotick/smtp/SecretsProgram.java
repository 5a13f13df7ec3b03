package dev.twotick.smtp;

import dev.twotick.Credentials;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.testkit.TestCertificates;
import dev.twotick.transport.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Logs in by every mechanism, with and against every kind of trouble, with all loggers wide open, and prints whatever of it
 * could be printed. A program of its own, since a running one does not let its loggers be opened.
 */
final class SecretsProgram {
    static final String PASSWORD = "s3same,open=now";
    static final String TOKEN = "ya29.A0ARrdaM-t0ken";
    static final String OTHER_TOKEN = "ya29.B1BSsebN-t0ken";
    static final List<String> MECHANISMS = List.of("PLAIN", "LOGIN", "SCRAM-SHA-256", "OAUTHBEARER", "XOAUTH2");

    private static final List<String> TROUBLES = List.of(
            "235 2.7.0 come in",
            "535 5.7.8 no",
            "454 4.7.0 later",
            "334 bm8=",
            "334 %%%",
            "no reply at all",
            "421 bye");

    private SecretsProgram() {}

    /**
     * Runs it.
     *
     * @param arguments a directory for certificates
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
        ConsoleHandler everything = new ConsoleHandler();
        everything.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        root.setLevel(Level.ALL);
        root.addHandler(everything);
        Path directory = Path.of(arguments[0]);
        TestCertificates certificates = TestCertificates.create(directory);
        for (String mechanism : MECHANISMS) {
            logIn(mechanism, certificates, directory);
        }
        System.out.println(Credentials.plain("app", PASSWORD));
        System.out.println(Credentials.token("app", afresh -> TOKEN));
        System.out.println(Settings.EMPTY.with("relay.main.password", PASSWORD));
        System.out.println("all was said");
    }

    /** Some relays quote what they do not understand, whole or in part, or say it in capital letters. */
    private static List<String> troubles(String mechanism, String secret, int port) {
        String said = said(mechanism, secret, port);
        List<String> troubles = new ArrayList<>(TROUBLES);
        troubles.add("500 5.5.1 Command unrecognized: \"AUTH " + mechanism + " " + said + "\"");
        troubles.add("454 4.7.0 later: AUTH " + mechanism + " " + said);
        troubles.add("535 5.7.8 no: " + secret);
        troubles.add("450 4.7.0 not now: \"" + said.substring(4) + "...\"");
        return troubles;
    }

    private static String said(String mechanism, String secret, int port) {
        String message = switch (mechanism) {
            case "PLAIN" -> "\0app\0" + secret;
            case "OAUTHBEARER" -> "n,a=app,\1host=127.0.0.1\1port=" + port + "\1auth=Bearer " + secret + "\1\1";
            case "XOAUTH2" -> "user=app\1auth=Bearer " + secret + "\1\1";
            default -> secret;
        };
        return Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    }

    private static void logIn(String mechanism, TestCertificates certificates, Path directory) throws IOException {
        boolean token = mechanism.equals("OAUTHBEARER") || mechanism.equals("XOAUTH2");
        String secret = token ? TOKEN : PASSWORD;
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp()
                .starttls(certificates)
                .offer("AUTH " + mechanism)
                .login("app", secret)
                .start()) {
            Path file = Files.writeString(directory.resolve(mechanism), secret);
            Settings settings = Settings.EMPTY
                    .with("trust-file", certificates.trustFile().toString())
                    .with("user", "app")
                    .with("auth", mechanism);
            Settings withFile = settings.with(token ? "token-file" : "password-file", file.toString());
            submit(server, withFile);
            for (String trouble : troubles(mechanism, secret, server.port())) {
                server.behave();
                server.at(Stage.AUTH).reply(trouble);
                submit(server, withFile);
            }
            server.behave();
            server.at(Stage.AUTH).close();
            submit(server, withFile);
            if (token) {
                server.behave();
                submit(server, settings.with("token", afresh -> afresh ? OTHER_TOKEN : OTHER_TOKEN + "x"));
                submit(server, settings.with("token", afresh -> OTHER_TOKEN + "\n"));
            }
        }
    }

    @SuppressWarnings("SystemOut")
    private static void submit(ScriptedSmtpServer server, Settings settings) {
        Section section = Section.of(settings);
        SmtpSettings read = SmtpSettings.read("smtp://127.0.0.1:" + server.port(), section);
        System.out.println(read + " " + read.credentials() + " " + section.faults());
        try (Transport transport = new SmtpTransport(read)) {
            System.out.println(transport.submit(Letters.number(1).submission(), Crossing.yes()));
        }
    }
}
