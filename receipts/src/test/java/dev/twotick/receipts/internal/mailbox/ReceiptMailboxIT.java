package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.receipts.ReceiptLimits;
import dev.twotick.receipts.ReceiptMailboxProvider;
import dev.twotick.receipts.ReceiptParser;
import dev.twotick.receipts.Reports;
import dev.twotick.receipts.internal.Digest;
import dev.twotick.testkit.ImapReaction;
import dev.twotick.testkit.ScriptedFolder;
import dev.twotick.testkit.ScriptedImapServer;
import dev.twotick.testkit.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReceiptMailboxIT {
    private static final String PLACE = "imap:" + ScriptedImapServer.USER + "@localhost/Bounces";
    private static final Map<String, String> CLEAR = Map.of("starttls", "off-i-accept-clear-text");
    private static TestCertificates certificates;
    private static TestCertificates strangers;

    private final ScriptedImapServer server = ScriptedImapServer.start();
    private final ScriptedFolder folder = server.addFolder("Bounces");
    private final NotingDesk desk = new NotingDesk();
    private final DeliveryConfirmation mailbox = mailbox("imap", CLEAR);

    @BeforeAll
    static void makeCertificates(@TempDir Path own, @TempDir Path other) {
        certificates = TestCertificates.create(own);
        strangers = TestCertificates.create(other, "dns:elsewhere.example");
    }

    @AfterEach
    void close() {
        mailbox.close();
        server.close();
    }

    private DeliveryConfirmation mailbox(String scheme, Map<String, String> more) {
        return mailbox(scheme, "/Bounces", more);
    }

    private DeliveryConfirmation mailbox(String scheme, String path, Map<String, String> more) {
        String url = scheme + "://localhost:" + server.port() + path;
        Settings settings = Settings.EMPTY
                .with("receipts.url", url)
                .with("receipts.user", ScriptedImapServer.USER)
                .with("receipts.password", ScriptedImapServer.PASSWORD)
                .with("receipts.timeout", "5s");
        for (Map.Entry<String, String> one : more.entrySet()) {
            settings = settings.with("receipts." + one.getKey(), one.getValue());
        }
        Section section = Section.of(settings).part("receipts.");
        DeliveryConfirmation made = new ReceiptMailboxProvider().create(url, section);
        assertThat(section.faults()).isEmpty();
        return made;
    }

    private static byte[] bounce(String address) {
        return Reports.deliveryReport("bounces@sender.example", address, "failed", "5.1.1");
    }

    private String watermark() {
        return desk.places.get(PLACE);
    }

    private String mark(long uid) {
        return "uidvalidity=" + folder.uidValidity() + ";uid=" + uid;
    }

    @Test
    void filesWhatReportsSayAndKeepsItsPlace() throws Exception {
        folder.keep(3, bounce("ann@receiver.example"));
        folder.keep(bounce("bob@receiver.example"));

        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example", "bob@receiver.example");
        Claim claim = desk.claims.get(0);
        assertThat(claim.level()).isEqualTo(EvidenceLevel.BOUNCED);
        assertThat(claim.source()).isEqualTo("dsn");
        assertThat(claim.location())
                .contains("imap:Bounces;" + mark(3) + ";sha256=" + Digest.sha256(bounce("ann@receiver.example")));
        assertThat(watermark()).isEqualTo(mark(4));
    }

    @Test
    void neverMarksAMailAsSeen() throws Exception {
        folder.keep(bounce("ann@receiver.example"));

        mailbox.collect(desk);

        assertThat(server.commands()).doesNotContain("SELECT").noneMatch(name -> name.contains("STORE"));
        assertThat(server.commands("UID FETCH"))
                .noneMatch(command -> command.line().contains("BODY["));
    }

    @Test
    void readsOnlyWhatIsNewTheNextTime() throws Exception {
        folder.keep(bounce("ann@receiver.example"));
        mailbox.collect(desk);
        folder.keep(bounce("bob@receiver.example"));

        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example", "bob@receiver.example");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void readsAllAgainWhenTheFolderWasRenumbered() throws Exception {
        folder.keep(40, bounce("ann@receiver.example"));
        mailbox.collect(desk);
        folder.renumber();

        mailbox.collect(desk);

        assertThat(desk.claims)
                .hasSize(2)
                .extracting(Claim::id)
                .containsOnly(desk.claims.get(0).id());
        assertThat(watermark()).isEqualTo(mark(1));
    }

    @Test
    void reconnectsAfterTheServerSaidBye() throws Exception {
        folder.keep(bounce("ann@receiver.example"));
        server.on("UID FETCH", ImapReaction.normal(), ImapReaction.last("* BYE going down"));

        assertThatThrownBy(() -> mailbox.collect(desk)).isInstanceOf(IOException.class);
        assertThat(watermark()).isNull();
        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
    }

    @Test
    void aMailThatHasAUidBeforeItCanBeListedIsNotPassedOver() throws Exception {
        folder.keep(bounce("ann@receiver.example"));
        server.on("UID FETCH", (dialogue, command) -> dialogue.say(command.tag() + " OK nothing to be seen yet"));

        mailbox.collect(desk);
        assertThat(desk.finalRecipients()).isEmpty();
        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
    }

    @Test
    void skipsAMailThatWasExpungedInBetween() throws Exception {
        folder.keep(bounce("gone@receiver.example"));
        folder.keep(bounce("ann@receiver.example"));
        server.on("UID FETCH", ImapReaction.normal(), (dialogue, command) -> {
            folder.expunge(1);
            dialogue.perform(command);
        });

        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
        assertThat(watermark()).isEqualTo(mark(2));
    }

    @Test
    void triesAMailAgainThatIsListedButComesWithoutContent() throws Exception {
        folder.keep(bounce("ann@receiver.example"));
        withholdContents();

        assertThatThrownBy(() -> mailbox.collect(desk))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("without content");
        assertThat(watermark()).isNull();
        server.always("UID FETCH", ImapReaction.normal());
        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
    }

    @Test
    void putsAMailAsideThatComesWithoutContentEachTime() throws Exception {
        folder.keep(bounce("empty@receiver.example"));
        withholdContents();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> mailbox.collect(desk)).isInstanceOf(IOException.class);
            desk.clock.advance(Duration.ofSeconds(61));
        }
        folder.keep(bounce("ann@receiver.example"));
        server.always("UID FETCH", ImapReaction.normal());

        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
        assertThat(watermark()).isEqualTo(mark(2));
    }

    private void withholdContents() {
        server.always("UID FETCH", (dialogue, command) -> {
            if (command.line().contains("BODY")) {
                dialogue.say("* 1 FETCH (UID 1 BODY[]<0> NIL)");
                dialogue.say(command.tag() + " OK done");
            } else {
                dialogue.perform(command);
            }
        });
    }

    @Test
    void readsTheBeginningOfAnOversizedMail() throws Exception {
        byte[] report = bounce("ann@receiver.example");
        folder.keep(Arrays.copyOf(report, 6_000_000));

        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
        assertThat(server.commands("UID FETCH"))
                .last()
                .matches(command -> command.line().contains("BODY.PEEK[]<0.1000000>"));
    }

    @Test
    void refusesALiteralThatWouldFillTheMemory() {
        server.greets("* OK [X {2000000000}");

        assertThatThrownBy(() -> mailbox.collect(desk))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("literal of more than");
    }

    @Test
    void putsAMailAsideThatIsRefusedEachTime() throws Exception {
        folder.keep(bounce("bad@receiver.example"));
        folder.keep(bounce("ann@receiver.example"));
        server.always("UID FETCH", (dialogue, command) -> {
            if (command.argument(0).equals("1")) {
                dialogue.say("* 1 FETCH (UID 1 BODY[]<0> {99999999}");
            } else {
                dialogue.perform(command);
            }
        });

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> mailbox.collect(desk)).hasMessageContaining("literal");
            desk.clock.advance(Duration.ofSeconds(61));
        }
        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
        assertThat(watermark()).isEqualTo(mark(2));
    }

    @Test
    void endsAnAnswerThatNeverEnds() {
        server.on("EXAMINE", ImapReaction.endless("* OK and so on"));

        assertThatThrownBy(() -> mailbox.collect(desk)).hasMessageContaining("an answer of more than");
    }

    @Test
    void refusesASilentServer() {
        server.on("EXAMINE", ImapReaction.silence());
        DeliveryConfirmation hasty = mailbox("imap", Map.of("starttls", "off-i-accept-clear-text", "timeout", "300ms"));

        assertThatThrownBy(() -> hasty.collect(desk))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not answer in time");
    }

    @Test
    void putsAMailAsideAtItsThirdStart() throws Exception {
        folder.keep(bounce("poison@receiver.example"));
        folder.keep(bounce("ann@receiver.example"));
        desk.places.put(PLACE + "#started", mark(1) + ";starts=2");

        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
    }

    /** By a clock that runs a second at each look: a long mail takes minutes, a short one seconds. */
    @Test
    void putsAMailAsideThatTakesTooLongEachTimeAndReadsThoseBehindIt() throws Exception {
        folder.keep(("X-Many: a\n".repeat(10_000) + "\n").getBytes(StandardCharsets.US_ASCII));
        folder.keep(bounce("ann@receiver.example"));
        AtomicLong looks = new AtomicLong();
        ReceiptParser slow = new ReceiptParser(ReceiptLimits.DEFAULT, () -> looks.incrementAndGet() * 1_000_000_000);
        DeliveryConfirmation patient = Mailboxes.withParser(server, "/Bounces", slow);
        for (int start = 0; start < 2; start++) {
            assertThatThrownBy(() -> patient.collect(desk))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("uid=1")
                    .hasMessageContaining("could not be read in the time");
            assertThat(desk.claims).isEmpty();
            desk.clock.advance(Duration.ofSeconds(61));
        }

        patient.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
        patient.close();
    }

    @Test
    void keepsItsPlaceWhileTheDeskCannotRecordAndNeverBlamesTheMail() throws Exception {
        folder.keep(bounce("ann@receiver.example"));
        desk.broken = true;
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> mailbox.collect(desk)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(watermark()).isNull();
        desk.broken = false;

        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
    }

    @Test
    void stridesOverGaps() throws Exception {
        folder.keep(bounce("ann@receiver.example"));
        folder.keep(2_000_000, bounce("bob@receiver.example"));

        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example", "bob@receiver.example");
        assertThat(server.commands("UID FETCH")).hasSizeLessThan(60);
    }

    @Test
    void returnsFromIdleWhenAMailComes() throws Exception {
        mailbox.collect(desk);
        CompletableFuture<Void> news = inBackground(() -> mailbox.awaitNews(Duration.ofSeconds(50)));
        await().until(() -> server.commands().contains("IDLE"));

        folder.keep(bounce("ann@receiver.example"));

        await().atMost(Duration.ofSeconds(10)).until(news::isDone);
        mailbox.collect(desk);
        assertThat(desk.claims).hasSize(1);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void keepsTheConnectionWhenNoNewsCome() throws Exception {
        mailbox.collect(desk);
        mailbox.awaitNews(Duration.ofMillis(400));
        mailbox.collect(desk);

        assertThat(server.commands()).contains("DONE");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void waitsWithoutIdleToo() throws Exception {
        server.offers("IMAP4rev1 AUTH=PLAIN");
        mailbox.collect(desk);
        Instant before = Instant.now();

        mailbox.awaitNews(Duration.ofMillis(300));

        assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofMillis(290));
        assertThat(server.commands()).doesNotContain("IDLE");
    }

    @Test
    void endsItsWaitSoonAfterClose() throws Exception {
        mailbox.collect(desk);
        CompletableFuture<Void> news = inBackground(() -> mailbox.awaitNews(Duration.ofSeconds(50)));
        await().until(() -> server.commands().contains("IDLE"));

        mailbox.close();

        await().atMost(Duration.ofSeconds(5)).until(news::isDone);
        assertThat(news).isCompletedExceptionally();
    }

    @Test
    void hearsAnInterruptWhileItReads() throws Exception {
        server.on("EXAMINE", ImapReaction.silence());
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                mailbox.collect(desk);
            } catch (IOException | InterruptedException e) {
                end.set(e);
            }
        });
        reader.start();
        await().until(() -> server.commands().contains("EXAMINE"));

        reader.interrupt();
        reader.join(4000);

        assertThat(end.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void logsInOverImplicitTls() throws Exception {
        server.beginsWithTls(certificates.serverContext());
        folder.keep(bounce("ann@receiver.example"));
        DeliveryConfirmation secure =
                mailbox("imaps", Map.of("trust-file", certificates.trustFile().toString()));

        secure.collect(desk);
        secure.awaitNews(Duration.ofMillis(600));
        secure.collect(desk);
        secure.close();

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void logsInAfterStartTls() throws Exception {
        server.offersTls(certificates.serverContext());
        folder.keep(bounce("ann@receiver.example"));
        DeliveryConfirmation secure =
                mailbox("imap", Map.of("trust-file", certificates.trustFile().toString()));

        secure.collect(desk);
        secure.close();

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
    }

    @Test
    void refusesACertificateForAnotherHost() {
        server.beginsWithTls(strangers.serverContext());
        DeliveryConfirmation secure =
                mailbox("imaps", Map.of("trust-file", strangers.trustFile().toString()));

        assertThatThrownBy(() -> secure.collect(desk)).isInstanceOf(IOException.class);
        assertThat(server.commands()).doesNotContain("AUTHENTICATE", "LOGIN");
    }

    @Test
    void refusesACertificateOfAnUnknownAuthority() {
        server.beginsWithTls(certificates.serverContext());

        assertThatThrownBy(() -> mailbox("imaps", Map.of()).collect(desk)).isInstanceOf(IOException.class);
        assertThat(server.commands()).doesNotContain("AUTHENTICATE", "LOGIN");
    }

    @Test
    void refusesAServerWithoutStartTls() {
        assertThatThrownBy(() -> mailbox("imap", Map.of()).collect(desk)).hasMessageContaining("STARTTLS");
        assertThat(server.commands()).doesNotContain("AUTHENTICATE", "LOGIN");
    }

    @Test
    void refusesAServerThatGreetsAsLoggedInBeforeTls() {
        server.greets("* PREAUTH welcome");

        assertThatThrownBy(() -> mailbox("imap", Map.of()).collect(desk)).hasMessageContaining("PREAUTH");
        assertThat(server.commands()).doesNotContain("EXAMINE");
    }

    @Test
    void refusesWhatWasSlippedInBeforeTls() {
        server.offersTls(certificates.serverContext()).on("STARTTLS", (dialogue, command) -> {
            dialogue.say(command.tag() + " OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN");
            dialogue.drain();
        });

        assertThatThrownBy(() -> mailbox("imap", Map.of()).collect(desk)).hasMessageContaining("before TLS began");
        assertThat(server.commands()).doesNotContain("AUTHENTICATE", "LOGIN");
    }

    @Test
    void writesASlashAsTheServersOwnSeparator() throws Exception {
        server.separates(".").addFolder("INBOX.Bounces").keep(bounce("ann@receiver.example"));

        mailbox("imap", "/INBOX/Bounces", CLEAR).collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
    }

    @Test
    void tellsThatTheFolderIsMissing() {
        server.removeFolder("Bounces");

        assertThatThrownBy(() -> mailbox.collect(desk)).hasMessageContaining("no such folder");
    }

    /** Something that may fail. */
    private interface Work {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> inBackground(Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }
}
