package dev.twotick.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.plugin.Settings;
import dev.twotick.sentstore.Filing;
import dev.twotick.sentstore.SentStore;
import dev.twotick.testkit.ImapReaction;
import dev.twotick.testkit.ScriptedImapServer;
import dev.twotick.testkit.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are down, slow, greedy or not who they should be: always an answer, never in clear, never for ever. */
@Timeout(60)
class HostileServerIT {
    private static TestCertificates certificates;
    private static TestCertificates ofAnotherHost;

    private ScriptedImapServer server;

    @BeforeAll
    static void makeCertificates(@TempDir Path right, @TempDir Path wrong) {
        certificates = TestCertificates.create(right);
        ofAnotherHost = TestCertificates.create(wrong, "dns:mail.example.com");
    }

    @BeforeEach
    void start() {
        server = ScriptedImapServer.start();
        server.addFolder("Sent", "\\Sent");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Settings clear() {
        return settings("imap").with("starttls", "off-i-accept-clear-text");
    }

    private Settings impatient() {
        return clear().with("timeout", "300ms");
    }

    private Settings settings(String scheme) {
        return Stores.settings(scheme + "://localhost:" + server.port()).with("timeout", "10s");
    }

    private Settings trusting(String scheme, TestCertificates authority) {
        return settings(scheme)
                .with("timeout", "5s")
                .with("trust-file", authority.trustFile().toString());
    }

    private static Filing file(Settings settings) {
        try (SentStore store = Stores.create(settings)) {
            return store.file(Stores.copy());
        }
    }

    private static AbstractStringAssert<?> assertPostponed(Filing filing) {
        assertThat(filing).isInstanceOf(Filing.Postponed.class);
        return assertThat(((Filing.Postponed) filing).reason());
    }

    @Test
    void postponesWhenTheServerIsDown() {
        try (SentStore store = Stores.unreachable()) {
            assertPostponed(store.file(Stores.copy())).contains("Connection refused");
        }
    }

    @Test
    void postponesWhenTheServerSendsItsClientsAway() {
        server.greets("* BYE too many connections");
        assertPostponed(file(clear())).contains("too many connections");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "220 smtp.example.com ESMTP", "HTTP/1.1 400 Bad Request", "* NO", "+", "* OK [", "\0"})
    void postponesWhenTheGreetingIsNotThatOfAnImapServerThatGoesOn(String greeting) {
        server.greets(greeting).on("CAPABILITY", ImapReaction.cut());
        assertPostponed(file(clear())).isNotBlank();
    }

    @Test
    void postponesWhenTheLoginIsRefusedAndFilesOnceItIsMended() {
        assertPostponed(file(clear().with("password", "wrong")))
                .contains("AUTHENTICATIONFAILED", "sent-store.password");
        assertThat(file(clear())).isInstanceOf(Filing.Filed.class);
    }

    @Test
    void logsInWithTheLoginCommandWhereThereIsNothingElse() {
        server.offers("IMAP4rev1");
        assertThat(file(clear())).isInstanceOf(Filing.Filed.class);
        assertThat(server.commands()).contains("LOGIN");
    }

    @Test
    void postponesWhenThereIsNoWayToLogIn() {
        server.offers("IMAP4rev1 LOGINDISABLED AUTH=GSSAPI");
        assertPostponed(file(clear())).contains("neither PLAIN nor LOGIN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAPABILITY", "AUTHENTICATE", "LIST", "SELECT", "UID SEARCH", "APPEND"})
    void waitsNoLongerThanTheTimeOut(String command) {
        server.on(command, ImapReaction.silence());
        assertPostponed(file(impatient())).contains("timed out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAPABILITY", "AUTHENTICATE", "SELECT", "APPEND"})
    void waitsNoLongerForAServerThatNeverEndsItsLine(String command) {
        server.on(command, ImapReaction.drip(50));
        assertPostponed(file(impatient())).contains("it took longer than 1200 ms");
    }

    @Test
    void givesUpWritingToAServerThatDoesNotRead() {
        server.on("APPEND", (dialogue, command) -> {
            dialogue.invite(command);
            dialogue.drip(20);
        });
        try (SentStore store = Stores.create(impatient())) {
            Filing filing = store.file(Stores.copy("<large@example.com>", "0123456789\r\n".repeat(2_000_000)));
            assertPostponed(filing).isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"* OK [X {2000000000}", "* PREAUTH {2000000000}", "{2147483647}"})
    void takesNoHugeLiteralInTheGreeting(String greeting) {
        server.greets(greeting);
        assertPostponed(file(clear())).contains("literal of more than");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTHENTICATE", "LIST", "SELECT", "UID SEARCH", "APPEND"})
    void takesNoHugeLiteralLater(String command) {
        server.on(command, ImapReaction.after("* X {2000000000}"));
        assertPostponed(file(clear())).contains("literal of more than");
    }

    @Test
    void takesNoEndlessReplies() {
        server.on("LIST", ImapReaction.endless("* LIST () \"/\" \"another folder\""));
        assertPostponed(file(clear())).contains("name one in the path of sent-store.url");
    }

    @Test
    void survivesRepliesThatAreNestedWithoutEnd() {
        String brackets = "(".repeat(500_000);
        server.on("SELECT", ImapReaction.after("* 1 FETCH (BODYSTRUCTURE " + brackets));
        assertPostponed(file(clear())).contains("StackOverflowError");
    }

    @Test
    void logsInWithStarttls() {
        server.offersTls(certificates.serverContext());
        assertThat(file(trusting("imap", certificates))).isInstanceOf(Filing.Filed.class);
        assertThat(server.commands()).startsWith("CAPABILITY", "STARTTLS", "CAPABILITY", "AUTHENTICATE");
    }

    @Test
    void logsInWithTlsFromTheStart() {
        server.beginsWithTls(certificates.serverContext());
        assertThat(file(trusting("imaps", certificates))).isInstanceOf(Filing.Filed.class);
    }

    @Test
    void doesNotLogInWithoutStarttls() {
        assertPostponed(file(settings("imap"))).contains("does not offer STARTTLS");
        assertThat(server.commands()).doesNotContain("LOGIN", "AUTHENTICATE");
    }

    @Test
    void doesNotLogInWhenStarttlsIsRefused() {
        server.offersTls(certificates.serverContext()).on("STARTTLS", ImapReaction.reply("BAD no"));
        assertPostponed(file(trusting("imap", certificates))).contains("STARTTLS was refused");
        assertThat(server.commands()).doesNotContain("LOGIN", "AUTHENTICATE");
    }

    @Test
    void doesNotFileOnAConnectionThatIsPreauthenticatedInClear() {
        server.greets("* PREAUTH welcome").offersTls(certificates.serverContext());
        assertPostponed(file(trusting("imap", certificates))).contains("PREAUTH");
        assertThat(server.commands()).containsOnly("CAPABILITY");
    }

    @Test
    void filesOnAPreauthenticatedConnectionWhereClearTextIsAccepted() {
        server.greets("* PREAUTH welcome");
        assertThat(file(clear())).isInstanceOf(Filing.Filed.class);
        assertThat(server.commands()).doesNotContain("LOGIN", "AUTHENTICATE");
    }

    @Test
    void believesNothingThatWasSlippedInBeforeTls() {
        server.offersTls(certificates.serverContext()).on("STARTTLS", (dialogue, command) -> {
            dialogue.say(command.tag() + " OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nA2 OK logged in");
            dialogue.drain();
        });
        assertPostponed(file(trusting("imap", certificates))).contains("after its answer to STARTTLS");
        assertThat(server.commands()).doesNotContain("LOGIN", "AUTHENTICATE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "imaps"})
    void trustsNoUnknownAuthority(String scheme) {
        offerTls(scheme, certificates);
        assertPostponed(file(settings(scheme))).contains("certification path");
        assertThat(server.commands()).doesNotContain("LOGIN", "AUTHENTICATE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "imaps"})
    void talksToNoOtherHostThanTheOneItWasToldTo(String scheme) {
        offerTls(scheme, ofAnotherHost);
        assertPostponed(file(trusting(scheme, ofAnotherHost))).contains("localhost");
        assertThat(server.commands()).doesNotContain("LOGIN", "AUTHENTICATE");
    }

    private void offerTls(String scheme, TestCertificates of) {
        if (scheme.equals("imaps")) {
            server.beginsWithTls(of.serverContext());
        } else {
            server.offersTls(of.serverContext());
        }
    }

    @Test
    void closesSoonThoughTheServerHangs() throws Exception {
        server.on("APPEND", ImapReaction.silence());
        SentStore store = Stores.create(clear().with("timeout", "50s"));
        CompletableFuture<Filing> filing = CompletableFuture.supplyAsync(() -> store.file(Stores.copy()));
        await().until(() -> server.commands().contains("APPEND"));
        long before = System.nanoTime();
        store.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        assertPostponed(filing.get(5, TimeUnit.SECONDS)).isNotBlank();
    }

    @Test
    void saysGoodbyeOnceAndAnswersNothingAfterwards() {
        SentStore store = Stores.create(clear());
        store.file(Stores.copy());
        store.close();
        store.close();
        assertThat(server.commands("LOGOUT")).hasSize(1);
        assertPostponed(store.file(Stores.copy())).contains("closed");
        assertThat(store.find(Stores.MESSAGE_ID)).isEmpty();
    }
}
