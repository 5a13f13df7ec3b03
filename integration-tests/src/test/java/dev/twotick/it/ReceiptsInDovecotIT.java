package dev.twotick.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.Trust;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.receipts.ReceiptMailboxProvider;
import dev.twotick.testkit.Action;
import dev.twotick.testkit.ReceiptFactory;
import dev.twotick.testkit.RecordingEvidenceDesk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real Dovecot, its administrator and other clients do to a receipt mailbox. I07 to I16 are the numbers of the faults. */
@Timeout(120)
class ReceiptsInDovecotIT {
    private static final String USER = "bounces@corp.test";
    private static final ReceiptFactory REPORTS = new ReceiptFactory("mx.dest.test");

    private static MailServers servers;
    private static int mails;

    private final RecordingEvidenceDesk desk = new RecordingEvidenceDesk();
    private DeliveryConfirmation mailbox;
    private String folder;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        MailServers.missing().ifPresent(Requirement::missing);
        servers = MailServers.start(1);
    }

    @AfterAll
    static void stop() throws IOException {
        if (servers != null) {
            servers.close();
        }
    }

    @AfterEach
    void close() {
        if (mailbox != null) {
            mailbox.close();
        }
    }

    private void open(String name, String processed) throws IOException, InterruptedException {
        folder = name;
        mailbox("create", name);
        String url = "imap://127.0.0.1:" + servers.imapPort() + "/" + name;
        Section section = Section.of(Settings.EMPTY
                        .with("receipts.url", url)
                        .with("receipts.user", USER)
                        .with("receipts.password", "secret")
                        .with("receipts.starttls", "off-i-accept-clear-text")
                        .with("receipts.processed", processed)
                        .with("receipts.timeout", "20s"))
                .part("receipts.");
        mailbox = new ReceiptMailboxProvider().create(url, section);
        assertThat(section.faults()).isEmpty();
    }

    private static void mailbox(String what, String... names) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mailbox", what, "-u", USER));
        command.addAll(List.of(names));
        servers.doveadm(command.toArray(String[]::new));
    }

    private static byte[] bounce(String who) {
        return REPORTS.deliveryReport()
                .to(USER)
                .about(who + "@dest.test", Action.FAILED)
                .bytes();
    }

    private void put(String who) throws IOException {
        put(bounce(who));
    }

    private void put(byte[] mail) throws IOException {
        Path maildir = servers.maildir(USER + "/." + folder);
        servers.put(maildir.resolve("new/" + (1_700_000_000 + ++mails) + ".M1P1.test"), mail);
    }

    private List<String> read() {
        return desk.claims().stream()
                .map(claim -> claim.finalRecipient().orElseThrow())
                .map(address -> address.substring(0, address.indexOf('@')))
                .toList();
    }

    private List<String> steps() {
        return desk.steps().stream().filter(step -> step.startsWith("file ")).toList();
    }

    @Test
    void i07_aServerThatIsStartedAnewDuringIdleLosesNoReceipt() throws Exception {
        open("Restarted", "leave");
        put("ann");
        mailbox.collect(desk);
        CompletableFuture<Throwable> waiting =
                CompletableFuture.supplyAsync(() -> catchThrowable(() -> mailbox.awaitNews(Duration.ofSeconds(60))));
        servers.restartDovecot();
        waiting.get(60, TimeUnit.SECONDS);
        put("bob");
        collectOnceMoreIfTheLineWasCut();
        assertThat(read()).containsExactly("ann", "bob");
        assertThat(steps()).as("each was read once").hasSize(2);
    }

    /** As the engine does after a failure. */
    private void collectOnceMoreIfTheLineWasCut() throws IOException, InterruptedException {
        if (catchThrowable(() -> mailbox.collect(desk)) != null) {
            mailbox.collect(desk);
        }
    }

    @Test
    void i08_aMailboxThatWasMadeAnewIsReadFromItsStart() throws Exception {
        open("Recreated", "leave");
        put("ann");
        put("bob");
        mailbox.collect(desk);
        String before = watermark();
        mailbox.close();
        mailbox("delete", folder);
        open("Recreated", "leave");
        put("cid");
        put("ann");
        mailbox.collect(desk);
        assertThat(watermark()).isNotEqualTo(before);
        assertThat(read()).as("the report that came again is the same fact").containsExactly("ann", "bob", "cid");
    }

    private String watermark() {
        return desk.watermarks().values().stream()
                .filter(text -> text.startsWith("uidvalidity="))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void i10_aMailThatAnotherClientExpungesAfterItWasListedIsPassedOver() throws Exception {
        open("Expunged", "leave");
        put("ann");
        put("bob");
        put("cid");
        mailbox.collect(new Meddling(desk, () -> servers.doveadm("expunge", "-u", USER, "mailbox", folder, "2")));
        assertThat(read()).containsExactly("ann", "cid");
        put("dan");
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann", "cid", "dan");
    }

    @Test
    void i12_aFolderThatWasRenamedIsToldAndReadWhenItIsBack() throws Exception {
        open("Rückläufer", "leave");
        folder = "R&APw-ckl&AOQ-ufer";
        put("ann");
        mailbox.collect(desk);
        mailbox("rename", "Rückläufer", "Elsewhere");
        assertThatThrownBy(() -> mailbox.collect(desk)).isInstanceOf(IOException.class);
        mailbox("rename", "Elsewhere", "Rückläufer");
        put("bob");
        collectOnceMoreIfTheLineWasCut();
        assertThat(read()).containsExactly("ann", "bob");
    }

    @Test
    void i14_aMailboxThatMayOnlyBeReadIsReadOnce() throws Exception {
        open("Closed", "flag");
        servers.put(servers.maildir(USER + "/.Closed/dovecot-acl"), "owner lr\n".getBytes(StandardCharsets.US_ASCII));
        put("ann");
        mailbox.collect(desk);
        mailbox.collect(desk);
        put("bob");
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann", "bob");
        assertThat(steps()).hasSize(2);
        try (var files = Files.walk(servers.maildir(USER + "/.Closed"))) {
            assertThat(files.map(Path::toString)).as("nothing was marked").noneMatch(file -> file.endsWith(":2,S"));
        }
    }

    @Test
    void i16_ofAHugeMailTheBeginningIsReadAndTheNextOneToo() throws Exception {
        open("Huge", "leave");
        byte[] letter = new byte[20_000_000];
        Arrays.fill(letter, (byte) 'x');
        for (int i = 76; i + 1 < letter.length; i += 78) {
            letter[i] = '\r';
            letter[i + 1] = '\n';
        }
        System.arraycopy("Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 0, letter, 0, 14);
        put(REPORTS.deliveryReport()
                .to(USER)
                .about("ann@dest.test", Action.FAILED)
                .returningLetter(letter)
                .bytes());
        put("bob");
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann", "bob");
    }

    /** Lets somebody meddle with the mailbox as soon as the first claim was filed. */
    private static final class Meddling implements EvidenceDesk {
        private final RecordingEvidenceDesk desk;
        private final Meddler meddler;
        private boolean done;

        interface Meddler {
            void act() throws IOException, InterruptedException;
        }

        Meddling(RecordingEvidenceDesk desk, Meddler meddler) {
            this.desk = desk;
            this.meddler = meddler;
        }

        @Override
        public Trust file(Claim claim) {
            Trust trust = desk.file(claim);
            if (!done) {
                done = true;
                assertThat(catchThrowable(meddler::act)).isNull();
            }
            return trust;
        }

        @Override
        public Optional<String> watermark(String place) {
            return desk.watermark(place);
        }

        @Override
        public void advance(String place, String watermark) {
            desk.advance(place, watermark);
        }

        @Override
        public Instant now() {
            return desk.now();
        }
    }
}
