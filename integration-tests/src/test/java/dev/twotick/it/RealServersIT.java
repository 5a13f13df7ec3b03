package dev.twotick.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.TwotickBuilder;
import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.Trust;
import dev.twotick.it.LineCutter.Where;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SentCopyState;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.ScriptedSmtpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way on servers that nobody here wrote: Postfix and Dovecot. */
class RealServersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path dir;

    private static ScriptedSmtpServer sink;
    private static MailServers servers;
    private static Twotick post;

    /** Reads no mailbox, but the relay's log. */
    private static Twotick logReader;

    private static LineCutter line;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        MailServers.missing().ifPresent(Requirement::missing);
        sink = ScriptedSmtpServer.setUp().without("DSN").start();
        servers = MailServers.start(sink.port());
        post = mailboxReader("bounces@corp.test", "twotick")
                .set("sent-store.url", imap())
                .set("sent-store.user", "sender@corp.test")
                .set("sent-store.password", "secret")
                .set("sent-store.starttls", "off-i-accept-clear-text")
                .build();
        line = new LineCutter(servers.smtpPort());
        logReader = Twotick.builder()
                .set("relay.main.url", "smtp://127.0.0.1:" + line.port())
                .set("relay.main.starttls", "off-i-accept-clear-text")
                .set("receipts.address", "bounces@corp.test")
                .set("relay-log.file", servers.logFile().toString())
                .set("relay-log.poll", "100ms")
                .set("token.key-file", dir.resolve("log.key").toString())
                .outbox("jdbc:sqlite:" + dir.resolve("log.db"))
                .build();
    }

    private static String imap() {
        return "imap://127.0.0.1:" + servers.imapPort();
    }

    /** Submits to Postfix and reads the one mailbox that all receipts land in. */
    private static TwotickBuilder mailboxReader(String receiptAddress, String name) {
        return Twotick.builder()
                .set("relay.main.url", "smtp://127.0.0.1:" + servers.smtpPort())
                .set("relay.main.starttls", "off-i-accept-clear-text")
                .set("receipts.url", imap())
                .set("receipts.user", "bounces@corp.test")
                .set("receipts.password", "secret")
                .set("receipts.starttls", "off-i-accept-clear-text")
                .set("receipts.address", receiptAddress)
                .set("receipts.poll", "1s")
                .set("token.key-file", dir.resolve(name + ".key").toString())
                .outbox("jdbc:sqlite:" + dir.resolve(name + ".db"));
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        if (logReader != null) {
            logReader.close();
        }
        if (line != null) {
            line.close();
        }
        if (post != null) {
            post.close();
        }
        if (servers != null) {
            servers.close();
        }
        if (sink != null) {
            sink.close();
        }
    }

    private static Tracking send(String... to) {
        return send(post, to);
    }

    private static Tracking send(Twotick by, String... to) {
        return by.send(
                Letter.from("sender@corp.test")
                        .to(to)
                        .subject("Grüße")
                        .text("Dear all, …")
                        .build(),
                Assurance.delivered());
    }

    private static RecipientView only(Delivery delivery) {
        return delivery.recipients().get(0);
    }

    private static Delivery await(Tracking tracking, Confirmation confirmation) throws IOException {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> only(tracking.delivery()).confirmation() == confirmation);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(tracking.timeline() + "\n" + servers.log(), e);
        }
        return tracking.delivery();
    }

    @Test
    void aMailboxThatPostfixWritesItselfIsDelivered() throws Exception {
        Tracking tracking = send("bob@dest.test");
        Delivery submitted = tracking.submitted().get(60, TimeUnit.SECONDS);
        assertThat(only(submitted).queueId()).as("%s", tracking.timeline()).isPresent();
        String queueId = only(submitted).queueId().orElseThrow();
        Awaitility.await().atMost(PATIENCE).until(() -> servers.log().contains(queueId + ": "));
        assertThat(only(submitted).reply().orElseThrow())
                .matches("250 2\\.0\\.0 Ok: (\\d+ bytes )?queued as " + queueId);
        assertThat(only(submitted).confirmationOffered()).contains(true);
        Delivery confirmed = tracking.confirmed().get(60, TimeUnit.SECONDS);
        assertThat(confirmed.confirmed()).isTrue();
        assertThat(only(confirmed).confirmation()).isEqualTo(Confirmation.DELIVERED);
        Evidence evidence = only(confirmed).evidence().get(0);
        assertThat(evidence.trust()).isEqualTo(Trust.PLAUSIBLE);
        assertThat(evidence.reporter())
                .hasValueSatisfying(reporter -> assertThat(reporter).contains("mx.corp.test"));
    }

    @Test
    void aMailboxBehindLmtpIsPassedOnAsFarAsPostfixKnows() throws Exception {
        Delivery delivery = await(send("alice@dest.test"), Confirmation.RELAYED);
        assertThat(only(delivery).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(delivery.confirmed()).isFalse();
    }

    @Test
    void theCopyLiesInSentWithItsUid() {
        Tracking tracking = send("bob@dest.test");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> tracking.delivery().sentCopy().state() == SentCopyState.FILED);
        assertThat(tracking.delivery().sentCopy().folder()).contains("Sent");
        assertThat(tracking.delivery().sentCopy().uid()).isPresent();
        assertThat(tracking.delivery().sentCopy().uidValidity()).isPresent();
    }

    @Test
    void anUnknownUserBouncesForGood() throws Exception {
        Delivery delivery = await(send("nobody@dest.test"), Confirmation.BOUNCED);
        assertThat(only(delivery).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(only(delivery).evidence().get(0).status()).contains("5.1.1");
        assertThat(delivery.confirmed()).isFalse();
    }

    @Test
    void aDomainOfWhichOneMailboxTakesAllMailServesAsWell() throws Exception {
        try (Twotick catchAll = mailboxReader("*@bounces.test", "catch-all").build()) {
            Tracking tracking = send(catchAll, "nobody@dest.test");
            RecipientView nobody = only(await(tracking, Confirmation.BOUNCED));
            assertThat(nobody.evidence().get(0).trust()).isEqualTo(Trust.PLAUSIBLE);
            assertThat(servers.log())
                    .containsPattern(" to=<bounces@corp\\.test>, orig_to=<[0-9a-v]{40}@bounces\\.test>");
        }
    }

    @Test
    void aServerThatReportsNoMoreIsRelayedAndThatIsNotDelivered() throws Exception {
        Delivery delivery = await(send("somebody@sink.test"), Confirmation.RELAYED);
        assertThat(delivery.confirmed()).isFalse();
        assertThat(sink.letters()).isNotEmpty();
    }

    @Test
    void aDeadDomainIsDelayedAndThatIsNoFailure() throws Exception {
        Delivery delivery = await(send("somebody@down.test"), Confirmation.DELAYED);
        assertThat(only(delivery).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(only(delivery).evidence().get(0).status())
                .hasValueSatisfying(status -> assertThat(status).startsWith("4."));
        assertThat(delivery.confirmationSettled()).isFalse();
    }

    @Test
    void ofSeveralRecipientsEachHasItsOwnProof() throws Exception {
        Tracking tracking = send("bob@dest.test", "nobody@dest.test");
        Awaitility.await().atMost(PATIENCE).until(() -> tracking.delivery().confirmationSettled());
        assertThat(tracking.delivery().recipients())
                .extracting(RecipientView::confirmation)
                .isEqualTo(List.of(Confirmation.DELIVERED, Confirmation.BOUNCED));
    }

    @Test
    void theRelaysLogSettlesADoubtWithoutASecondCopy() throws Exception {
        line.cut(LineCutter.QUEUED, Where.BEFORE);
        Tracking tracking = send(logReader, "bob@dest.test");
        await(tracking, Confirmation.DELIVERED);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> only(tracking.delivery()).submission() == SubmissionState.SUBMITTED);
        RecipientView bob = only(tracking.delivery());
        assertThat(bob.doubts()).isEqualTo(1);
        assertThat(bob.attempts()).isEqualTo(1);
        assertThat(bob.possibleDuplicate()).isFalse();
        assertThat(servers.log())
                .containsOnlyOnce("message-id=" + tracking.delivery().letter().messageId());
    }

    @Test
    void theRelaysLogKnowsWhatAMailboxBehindLmtpTook() throws Exception {
        Evidence evidence = only(await(send(logReader, "alice@dest.test"), Confirmation.DELIVERED))
                .evidence()
                .get(0);
        assertThat(evidence.source()).isEqualTo("relay-log");
        assertThat(evidence.trust()).isEqualTo(Trust.VERIFIED);
        assertThat(evidence.status()).contains("2.0.0");
    }

    @Test
    void theRelaysLogTellsBouncesDelaysAndWhatWasPassedOn() throws Exception {
        Tracking unknown = send(logReader, "nobody@dest.test");
        Tracking dead = send(logReader, "somebody@down.test");
        Tracking onward = send(logReader, "somebody@sink.test");
        Evidence bounce = only(await(unknown, Confirmation.BOUNCED)).evidence().get(0);
        assertThat(bounce.status()).contains("5.1.1");
        assertThat(bounce.trust()).isEqualTo(Trust.VERIFIED);
        assertThat(only(await(dead, Confirmation.DELAYED)).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(await(onward, Confirmation.RELAYED).confirmed()).isFalse();
    }
}
