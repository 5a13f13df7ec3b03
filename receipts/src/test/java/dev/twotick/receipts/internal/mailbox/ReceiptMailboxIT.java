package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.receipts.ReceiptMailboxProvider;
import dev.twotick.receipts.Reports;
import dev.twotick.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReceiptMailboxIT {
    private static final Map<String, String> CLEAR = Map.of("starttls", "off-i-accept-clear-text");
    private static TestCertificates certificates;
    private static TestCertificates strangers;

    private final ScriptedImapServer server = new ScriptedImapServer();
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
                .with("receipts.user", "reader")
                .with("receipts.password", "open sesame")
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
        return desk.places.get("imap:reader@localhost/Bounces");
    }

    @Test
    void filesWhatReportsSayAndKeepsItsPlace() throws Exception {
        server.put(3, bounce("ann@receiver.example"));
        server.put(4, bounce("bob@receiver.example"));

        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example", "bob@receiver.example");
        Claim claim = desk.claims.get(0);
        assertThat(claim.level()).isEqualTo(EvidenceLevel.BOUNCED);
        assertThat(claim.source()).isEqualTo("dsn");
        assertThat(claim.location()).contains("imap:Bounces;uidvalidity=7;uid=3");
        assertThat(watermark()).isEqualTo("uidvalidity=7;uid=4");
    }

    @Test
    void neverMarksAMailAsSeen() throws Exception {
        server.put(1, bounce("ann@receiver.example"));

        mailbox.collect(desk);

        assertThat(server.commands)
                .noneMatch(command ->
                        command.contains("SELECT") || command.contains("STORE") || command.contains("BODY["));
    }

    @Test
    void readsOnlyWhatIsNewTheNextTime() throws Exception {
        server.put(1, bounce("ann@receiver.example"));
        mailbox.collect(desk);
        server.put(2, bounce("bob@receiver.example"));

        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example", "bob@receiver.example");
        assertThat(server.count("AUTHENTICATE")).isOne();
    }

    @Test
    void readsAllAgainWhenTheFolderWasRenumbered() throws Exception {
        server.put(40, bounce("ann@receiver.example"));
        mailbox.collect(desk);
        server.mails.clear();
        server.uidValidity = 8;
        server.put(1, bounce("ann@receiver.example"));

        mailbox.collect(desk);

        assertThat(desk.claims)
                .hasSize(2)
                .extracting(Claim::id)
                .containsOnly(desk.claims.get(0).id());
        assertThat(watermark()).isEqualTo("uidvalidity=8;uid=1");
    }

    @Test
    void reconnectsAfterTheServerSaidBye() throws Exception {
        server.put(1, bounce("ann@receiver.example"));
        AtomicInteger byes = new AtomicInteger(1);
        server.hook = (tag, command, wire) -> {
            if (command.contains("BODY.PEEK") && byes.getAndDecrement() > 0) {
                wire.line("* BYE going down");
                wire.hangUp();
                return true;
            }
            return false;
        };

        assertThatThrownBy(() -> mailbox.collect(desk)).isInstanceOf(IOException.class);
        assertThat(watermark()).isNull();
        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
    }

    @Test
    void skipsAMailThatWasExpungedInBetween() throws Exception {
        server.put(1, bounce("gone@receiver.example"));
        server.put(2, bounce("ann@receiver.example"));
        server.hook = (tag, command, wire) -> {
            if (command.startsWith("UID FETCH 1 (")) {
                wire.line(tag + " OK nothing there");
                return true;
            }
            return false;
        };

        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
        assertThat(watermark()).isEqualTo("uidvalidity=7;uid=2");
    }

    @Test
    void readsTheBeginningOfAnOversizedMail() throws Exception {
        byte[] report = bounce("ann@receiver.example");
        server.put(1, Arrays.copyOf(report, 6_000_000));

        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
        assertThat(server.count("<0.1000000>")).isOne();
    }

    @Test
    void refusesALiteralThatWouldFillTheMemory() {
        server.greeting = "* OK [X {2000000000}";

        assertThatThrownBy(() -> mailbox.collect(desk))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("literal of more than");
    }

    @Test
    void putsAMailAsideThatIsRefusedEachTime() throws Exception {
        server.put(1, bounce("bad@receiver.example"));
        server.put(2, bounce("ann@receiver.example"));
        server.hook = (tag, command, wire) -> {
            if (command.startsWith("UID FETCH 1 (")) {
                wire.line("* 1 FETCH (UID 1 BODY[]<0> {99999999}");
                return true;
            }
            return false;
        };

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> mailbox.collect(desk)).hasMessageContaining("literal");
        }
        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
        assertThat(watermark()).isEqualTo("uidvalidity=7;uid=2");
    }

    @Test
    void endsAnAnswerThatNeverEnds() {
        server.hook = (tag, command, wire) -> {
            while (command.startsWith("EXAMINE")) {
                wire.text("* OK and so on\r\n".repeat(1000));
            }
            return false;
        };

        assertThatThrownBy(() -> mailbox.collect(desk)).hasMessageContaining("an answer of more than");
    }

    @Test
    void refusesASilentServer() {
        server.hook = (tag, command, wire) -> command.startsWith("EXAMINE");
        DeliveryConfirmation hasty = mailbox("imap", Map.of("starttls", "off-i-accept-clear-text", "timeout", "300ms"));

        assertThatThrownBy(() -> hasty.collect(desk))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not answer in time");
    }

    @Test
    void putsAMailAsideAtItsThirdStart() throws Exception {
        server.put(1, bounce("poison@receiver.example"));
        server.put(2, bounce("ann@receiver.example"));
        desk.places.put("imap:reader@localhost/Bounces#started", "uidvalidity=7;uid=1;starts=2");

        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
    }

    @Test
    void keepsItsPlaceWhileTheDeskCannotRecordAndNeverBlamesTheMail() throws Exception {
        server.put(1, bounce("ann@receiver.example"));
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
        server.put(1, bounce("ann@receiver.example"));
        server.put(2_000_000, bounce("bob@receiver.example"));

        mailbox.collect(desk);

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example", "bob@receiver.example");
        assertThat(server.count("RFC822.SIZE")).isLessThan(60);
    }

    @Test
    void returnsFromIdleWhenAMailComes() throws Exception {
        mailbox.collect(desk);
        CompletableFuture<Void> news = inBackground(() -> mailbox.awaitNews(Duration.ofSeconds(50)));
        await().until(() -> server.count("IDLE") == 1);

        server.put(1, bounce("ann@receiver.example"));

        await().atMost(Duration.ofSeconds(10)).until(news::isDone);
        mailbox.collect(desk);
        assertThat(desk.claims).hasSize(1);
        assertThat(server.count("AUTHENTICATE")).isOne();
    }

    @Test
    void keepsTheConnectionWhenNoNewsCome() throws Exception {
        mailbox.collect(desk);
        mailbox.awaitNews(Duration.ofMillis(400));
        mailbox.collect(desk);

        assertThat(server.commands).contains("DONE");
        assertThat(server.count("AUTHENTICATE")).isOne();
    }

    @Test
    void waitsWithoutIdleToo() throws Exception {
        server.capabilities = "IMAP4rev1 AUTH=PLAIN";
        mailbox.collect(desk);
        Instant before = Instant.now();

        mailbox.awaitNews(Duration.ofMillis(300));

        assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofMillis(290));
        assertThat(server.count("IDLE")).isZero();
    }

    @Test
    void endsItsWaitSoonAfterClose() throws Exception {
        mailbox.collect(desk);
        CompletableFuture<Void> news = inBackground(() -> mailbox.awaitNews(Duration.ofSeconds(50)));
        await().until(() -> server.count("IDLE") == 1);

        mailbox.close();

        await().atMost(Duration.ofSeconds(5)).until(news::isDone);
        assertThat(news).isCompletedExceptionally();
    }

    @Test
    void hearsAnInterruptWhileItReads() throws Exception {
        server.hook = (tag, command, wire) -> command.startsWith("EXAMINE");
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                mailbox.collect(desk);
            } catch (IOException | InterruptedException e) {
                end.set(e);
            }
        });
        reader.start();
        await().until(() -> server.count("EXAMINE") == 1);

        reader.interrupt();
        reader.join(4000);

        assertThat(end.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void logsInOverImplicitTls() throws Exception {
        server.implicitTls = Optional.of(certificates.serverContext());
        server.put(1, bounce("ann@receiver.example"));
        DeliveryConfirmation secure =
                mailbox("imaps", Map.of("trust-file", certificates.trustFile().toString()));

        secure.collect(desk);
        secure.awaitNews(Duration.ofMillis(600));
        secure.collect(desk);
        secure.close();

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
        assertThat(server.count("AUTHENTICATE")).isOne();
    }

    @Test
    void logsInAfterStartTls() throws Exception {
        server.capabilities = "IMAP4rev1 AUTH=PLAIN STARTTLS";
        server.startTls = Optional.of(certificates.serverContext());
        server.put(1, bounce("ann@receiver.example"));
        DeliveryConfirmation secure =
                mailbox("imap", Map.of("trust-file", certificates.trustFile().toString()));

        secure.collect(desk);
        secure.close();

        assertThat(desk.finalRecipients()).containsExactly("ann@receiver.example");
    }

    @Test
    void refusesACertificateForAnotherHost() {
        server.implicitTls = Optional.of(strangers.serverContext());
        DeliveryConfirmation secure =
                mailbox("imaps", Map.of("trust-file", strangers.trustFile().toString()));

        assertThatThrownBy(() -> secure.collect(desk)).isInstanceOf(IOException.class);
        assertThat(server.count("AUTHENTICATE")).isZero();
    }

    @Test
    void refusesACertificateOfAnUnknownAuthority() {
        server.implicitTls = Optional.of(certificates.serverContext());

        assertThatThrownBy(() -> mailbox("imaps", Map.of()).collect(desk)).isInstanceOf(IOException.class);
        assertThat(server.count("AUTHENTICATE")).isZero();
    }

    @Test
    void refusesAServerWithoutStartTls() {
        assertThatThrownBy(() -> mailbox("imap", Map.of()).collect(desk)).hasMessageContaining("STARTTLS");
        assertThat(server.count("AUTHENTICATE")).isZero();
    }

    @Test
    void refusesAServerThatGreetsAsLoggedInBeforeTls() {
        server.greeting = "* PREAUTH welcome";

        assertThatThrownBy(() -> mailbox("imap", Map.of()).collect(desk)).hasMessageContaining("PREAUTH");
        assertThat(server.count("EXAMINE")).isZero();
    }

    @Test
    void refusesWhatWasSlippedInBeforeTls() {
        server.capabilities = "IMAP4rev1 AUTH=PLAIN STARTTLS";
        server.hook = (tag, command, wire) -> {
            if (command.equals("STARTTLS")) {
                wire.text(tag + " OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n");
                return true;
            }
            return false;
        };

        assertThatThrownBy(() -> mailbox("imap", Map.of()).collect(desk)).hasMessageContaining("before TLS began");
        assertThat(server.count("AUTHENTICATE")).isZero();
    }

    @Test
    void writesASlashAsTheServersOwnSeparator() throws Exception {
        server.hook = (tag, command, wire) -> {
            if (command.startsWith("LIST")) {
                wire.line("* LIST (\\Noselect) \".\" \"\"");
            }
            return false;
        };

        mailbox("imap", "/INBOX/Bounces", CLEAR).collect(desk);

        assertThat(server.count("EXAMINE INBOX.Bounces")).isOne();
    }

    @Test
    void tellsThatTheFolderIsMissing() {
        server.hook = (tag, command, wire) -> {
            if (command.startsWith("EXAMINE")) {
                wire.line(tag + " NO [NONEXISTENT] no such folder");
                return true;
            }
            return false;
        };

        assertThatThrownBy(() -> mailbox.collect(desk)).hasMessageContaining("NONEXISTENT");
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
