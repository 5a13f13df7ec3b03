package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.plugin.TokenSupplier;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.RecordingBatch;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import dev.twotick.testkit.TestCertificates;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import dev.twotick.transport.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginIT {
    @TempDir
    private static Path directory;

    private static TestCertificates certificates;

    @BeforeAll
    static void makeCertificates() {
        certificates = TestCertificates.create(directory);
    }

    private static ScriptedSmtpServer server() {
        return ScriptedSmtpServer.setUp()
                .starttls(certificates)
                .login("app", "sesame")
                .start();
    }

    private static ScriptedSmtpServer offering(String mechanism, String secret) {
        return ScriptedSmtpServer.setUp()
                .starttls(certificates)
                .login("app", secret)
                .offer("AUTH " + mechanism)
                .start();
    }

    private static SubmissionOutcome submit(ScriptedSmtpServer server, String... settings) {
        List<String> all =
                new ArrayList<>(List.of("trust-file", certificates.trustFile().toString(), "user", "app"));
        all.addAll(Arrays.asList(settings));
        try (Transport transport = TestTransports.to("smtp://127.0.0.1:" + server.port(), all.toArray(new String[0]))) {
            return transport.submit(Letters.number(1).submission(), Crossing.yes());
        }
    }

    private static void isSubmitted(SubmissionOutcome outcome) {
        assertThat(((Answered) outcome).recipients().get(1)).isInstanceOf(Submitted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "login"})
    void logsIn(String mechanism) {
        try (ScriptedSmtpServer server = server()) {
            isSubmitted(submit(server, "password", "sesame", "auth", mechanism));

            assertThat(server.letters()).hasSize(1);
        }
    }

    @Test
    void provesThatItKnowsThePasswordWithoutSendingIt() {
        try (ScriptedSmtpServer server = offering("SCRAM-SHA-256", "sesame, öffne=dich")) {
            isSubmitted(submit(server, "password", "sesame, öffne=dich"));

            assertThat(server.commands()).anyMatch(line -> line.startsWith("AUTH SCRAM-SHA-256 "));
        }
        try (ScriptedSmtpServer server = offering("SCRAM-SHA-256", "sesame")) {
            assertThat(submit(server, "password", "wrong", "auth", "scram-sha-256"))
                    .isInstanceOfSatisfying(
                            RelayUnusable.class,
                            unusable -> assertThat(unusable.reply())
                                    .get()
                                    .satisfies(reply -> assertThat(reply.code()).isEqualTo(535)));
        }
    }

    @Test
    void holdsARelayThatCannotProveThatItKnowsThePassword() {
        try (ScriptedSmtpServer server = offering("SCRAM-SHA-256", "sesame")) {
            server.at(Stage.AUTH).reply("235 2.7.0 come in");

            assertThat(submit(server, "password", "sesame"))
                    .isInstanceOfSatisfying(
                            RelayUnusable.class,
                            unusable -> assertThat(unusable.reason()).contains("not the one it claims to be"));
            assertThat(server.commands()).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    @Test
    void takesTheMechanismThatIsOffered() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp()
                .starttls(certificates)
                .login("app", "sesame")
                .offer("AUTH CRAM-MD5 LOGIN")
                .start()) {
            isSubmitted(submit(server, "password", "sesame"));

            assertThat(server.commands()).contains("AUTH LOGIN");
        }
    }

    @Test
    void takesASecretWithCharactersBeyondAscii() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp()
                .starttls(certificates)
                .login("app", "sésame öffne dich")
                .start()) {
            isSubmitted(submit(server, "password", "sésame öffne dich"));
        }
    }

    @Test
    void holdsTheRelayWhenTheLoginIsWrong() {
        try (ScriptedSmtpServer server = server()) {
            SubmissionOutcome outcome = submit(server, "password", "wrong");

            assertThat(outcome).isInstanceOfSatisfying(RelayUnusable.class, unusable -> {
                assertThat(unusable.phase()).isEqualTo(Phase.AUTH);
                assertThat(unusable.reply())
                        .get()
                        .satisfies(reply -> assertThat(reply.code()).isEqualTo(535));
                assertThat(unusable.reason()).doesNotContain("wrong");
            });
            assertThat(server.commands())
                    .filteredOn(line -> line.startsWith("AUTH"))
                    .hasSize(1);
            assertThat(server.commands()).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"530 5.7.0 Must issue STARTTLS", "534 5.7.9 too weak", "504 5.5.4 unknown"})
    void holdsTheRelayForOtherRefusals(String reply) {
        try (ScriptedSmtpServer server = server()) {
            server.at(Stage.AUTH).reply(reply);

            assertThat(submit(server, "password", "sesame")).isInstanceOf(RelayUnusable.class);
            assertThat(server.commands()).filteredOn("STARTTLS"::equals).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"454 4.7.0 later", "432 4.7.12 transition", "421 4.3.2 down"})
    void waitsWhenTheLoginFailsForNow(String reply) {
        try (ScriptedSmtpServer server = server()) {
            server.at(Stage.AUTH).reply(reply);

            assertThat(submit(server, "password", "sesame")).isInstanceOfSatisfying(Answered.class, answered -> {
                assertThat(answered.phase()).isEqualTo(Phase.AUTH);
                assertThat(answered.relayAtFault()).isTrue();
                assertThat(answered.recipients().get(1))
                        .isInstanceOfSatisfying(
                                Deferred.class,
                                deferred -> assertThat(deferred.reply()).get().hasToString(reply));
            });
        }
    }

    @Test
    void waitsWhenTheLineIsCutAtTheLogin() {
        try (ScriptedSmtpServer server = server()) {
            server.at(Stage.AUTH).close();

            for (String mechanism : List.of("plain", "login")) {
                assertThat(submit(server, "password", "sesame", "auth", mechanism))
                        .isInstanceOfSatisfying(
                                Answered.class,
                                answered -> assertThat(answered.relayAtFault()).isTrue());
            }
        }
    }

    @Test
    void holdsTheRelayWhenItOffersNoLogin() {
        try (ScriptedSmtpServer server =
                ScriptedSmtpServer.setUp().starttls(certificates).start()) {
            assertThat(submit(server, "password", "sesame"))
                    .isInstanceOfSatisfying(
                            RelayUnusable.class,
                            unusable -> assertThat(unusable.reason()).contains("no AUTH"));
            assertThat(server.commands()).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
        }
    }

    @Test
    void holdsTheRelayWhenItOffersNoMechanismOfOurs() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.setUp()
                .starttls(certificates)
                .offer("AUTH GSSAPI")
                .start()) {
            assertThat(submit(server, "password", "sesame"))
                    .isInstanceOfSatisfying(
                            RelayUnusable.class,
                            unusable -> assertThat(unusable.reason())
                                    .contains("GSSAPI", "PLAIN or LOGIN or SCRAM-SHA-256"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"530 5.7.0 Authentication required", "535 5.7.8 no", "538 5.7.11 encrypt first"})
    void holdsTheRelayWhenMailAsksForALogin(String reply) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            server.at(Stage.MAIL).reply(reply);

            assertThat(transport.submit(Letters.number(1).submission(), Crossing.yes()))
                    .isInstanceOfSatisfying(
                            RelayUnusable.class,
                            unusable -> assertThat(unusable.phase()).isEqualTo(Phase.MAIL));
        }
    }

    @Test
    void asksForNothingThatTheMechanismDoesNotGive() {
        try (ScriptedSmtpServer server = server()) {
            server.at(Stage.AUTH).reply("334 bW9yZQ==");

            assertThat(submit(server, "password", "sesame"))
                    .isInstanceOfSatisfying(
                            RelayUnusable.class,
                            unusable -> assertThat(unusable.reason()).contains("asks for more"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"XOAUTH2", "OAUTHBEARER"})
    void sendsATokenFromItsFile(String mechanism) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "ya29.secret\n");
        try (ScriptedSmtpServer server = offering(mechanism, "ya29.secret")) {
            isSubmitted(submit(server, "token-file", token.toString()));

            assertThat(server.commands()).anyMatch(line -> line.startsWith("AUTH " + mechanism + " "));
        }
    }

    @Test
    void writesATokenAsTheStandardsWantIt() throws IOException {
        Path token = Files.writeString(directory.resolve("plain-token"), "ya29");
        for (String mechanism : List.of("XOAUTH2", "OAUTHBEARER")) {
            try (ScriptedSmtpServer server = offering(mechanism, "ya29")) {
                submit(server, "token-file", token.toString());
                String who = mechanism.equals("XOAUTH2")
                        ? "user=app\1auth=Bearer ya29\1\1"
                        : "n,a=app,\1host=127.0.0.1\1port=" + server.port() + "\1auth=Bearer ya29\1\1";

                assertThat(server.commands())
                        .contains("AUTH " + mechanism + " "
                                + Base64.getEncoder().encodeToString(who.getBytes(StandardCharsets.US_ASCII)));
            }
        }
    }

    @Test
    void sendsALongTokenInALineOfItsOwn() throws IOException {
        String secret = "t".repeat(2_000);
        Path token = Files.writeString(directory.resolve("long-token"), secret);
        try (ScriptedSmtpServer server = offering("XOAUTH2", secret)) {
            isSubmitted(submit(server, "token-file", token.toString()));

            assertThat(server.commands()).contains("AUTH XOAUTH2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"XOAUTH2", "OAUTHBEARER"})
    void asksForAnotherTokenOnceWhenOneIsRefused(String mechanism) {
        List<Boolean> asked = new ArrayList<>();
        try (ScriptedSmtpServer server = offering(mechanism, "new")) {
            isSubmitted(submit(server, afresh -> {
                asked.add(afresh);
                return afresh ? "new" : "old";
            }));

            assertThat(asked).containsExactly(false, true);
        }
    }

    @Test
    void holdsTheRelayWhenTheOtherTokenIsRefusedToo() {
        List<Boolean> asked = new ArrayList<>();
        try (ScriptedSmtpServer server = offering("XOAUTH2", "right")) {
            SubmissionOutcome outcome = submit(server, afresh -> {
                asked.add(afresh);
                return "wrong-" + asked.size();
            });

            assertThat(outcome).isInstanceOf(RelayUnusable.class);
            assertThat(asked).containsExactly(false, true);
        }
    }

    @Test
    void doesNotOfferARefusedTokenTwice() throws IOException {
        Path token = Files.writeString(directory.resolve("old-token"), "expired");
        try (ScriptedSmtpServer server = offering("XOAUTH2", "right")) {
            assertThat(submit(server, "auth", "xoauth2", "token-file", token.toString()))
                    .isInstanceOf(RelayUnusable.class);
            assertThat(server.commands())
                    .filteredOn(line -> line.startsWith("AUTH"))
                    .hasSize(1);
        }
    }

    @Test
    void holdsTheRelayWhenThereIsNoToken() {
        try (ScriptedSmtpServer server = offering("XOAUTH2", "right")) {
            assertThat(submit(server, "auth", "xoauth2", "token-file", "/nowhere/token"))
                    .isInstanceOfSatisfying(
                            RelayUnusable.class,
                            unusable -> assertThat(unusable.reason()).contains("/nowhere/token"));
            assertThat(submit(server, afresh -> "a token\1with more")).isInstanceOf(RelayUnusable.class);
            assertThat(submit(server, afresh -> {
                        throw new IllegalStateException("the refresh token is 1//secret");
                    }))
                    .isInstanceOfSatisfying(
                            RelayUnusable.class,
                            unusable -> assertThat(unusable.reason())
                                    .contains("IllegalStateException")
                                    .doesNotContain("secret"));
            assertThat(server.commands()).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void saysThatALoginIsMissingThoughTheWholeLetterIsOut() {
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.setUp().offer("CHUNKING").start();
                Transport transport = TestTransports.inClear(server)) {
            server.at(Stage.MAIL).reply("530 5.7.0 log in first");
            Crossing crossing = Crossing.yes();

            assertThat(transport.submit(Letters.number(1).submission(), crossing))
                    .isInstanceOf(RelayUnusable.class);
            assertThat(crossing.asked()).isEqualTo(1);
        }
    }

    @Test
    void saysThatALoginIsMissingForLettersThatWereAskedForAhead() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            server.at(Stage.MAIL).once().reply("250 2.1.0 Ok");
            server.at(Stage.MAIL).reply("530 5.7.0 log in first");
            RecordingBatch batch = RecordingBatch.ofLetters(4);

            transport.submit(batch);

            isSubmitted(batch.outcome(0));
            assertThat(batch.outcomes().subList(1, 4)).hasOnlyElementsOfType(RelayUnusable.class);
            assertThat(batch.asked()).hasSize(4);
        }
    }

    @ParameterizedTest
    @CsvSource({"DATA, 530", "BODY, 535", "FINAL, 534", "FINAL, 538"})
    void failsNoLetterForALoginThatIsMissingBehindMail(Stage stage, int code) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Transport transport = TestTransports.inClear(server)) {
            server.at(stage).reply(code + " 5.7.0 log in first");

            Answered answered = (Answered) transport.submit(Letters.number(1).submission(), Crossing.yes());

            assertThat(answered.recipients().get(1))
                    .isInstanceOfSatisfying(
                            Deferred.class,
                            no -> assertThat(no.reply()).get().asString().startsWith(Integer.toString(code)));
        }
    }

    @Test
    void saysThatTheLoginIsRefusedWhenALetterThatMayCrossNeedsAnotherConnection() {
        try (ScriptedSmtpServer server = server();
                Transport transport = TestTransports.to(
                        "smtp://127.0.0.1:" + server.port(),
                        "trust-file",
                        certificates.trustFile().toString(),
                        "user",
                        "app",
                        "password",
                        "sesame")) {
            server.at(Stage.FINAL).once().replyThenClose("250 2.0.0 Ok");
            RecordingBatch batch = RecordingBatch.ofLetters(2)
                    .beforeCrossing(positions -> server.at(Stage.AUTH).reply("535 5.7.8 no longer"));

            transport.submit(batch);

            isSubmitted(batch.outcome(0));
            assertThat(batch.outcome(1)).isInstanceOf(RelayUnusable.class);
            assertThat(batch.asked()).contains(1);
        }
    }

    private static SubmissionOutcome submit(ScriptedSmtpServer server, TokenSupplier tokens) {
        Settings settings = Settings.EMPTY
                .with("trust-file", certificates.trustFile().toString())
                .with("user", "app")
                .with("token", tokens);
        Section section = Section.of(settings);
        try (Transport transport = new SmtpTransportProvider().create("smtp://127.0.0.1:" + server.port(), section)) {
            section.check();
            return transport.submit(Letters.number(1).submission(), Crossing.yes());
        }
    }
}
