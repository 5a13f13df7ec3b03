package dev.twotick.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Folder;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiptMailboxIT {
    private static final String BOUNCES = "bounces@corp.example";
    private static final String LETTER = """
            From: billing@corp.example
            Message-ID: <1@corp.example>
            Subject: Invoice

            Dear Ann
            """.replace("\n", "\r\n");

    private ReceiptMailbox mailbox;
    private ScriptedSmtpServer relay;

    @BeforeEach
    void start() {
        mailbox = ReceiptMailbox.start(BOUNCES, "billing@corp.example");
        relay = ScriptedSmtpServer.start();
    }

    @AfterEach
    void stop() {
        relay.close();
        mailbox.close();
    }

    @Test
    void aReceiptToASubaddressIsReadByImap() throws Exception {
        ReceiptSender.send(mailbox.host(), mailbox.smtpPort(), "bounces+token@corp.example", octets(LETTER));

        Session session = Session.getInstance(new Properties());
        try (Store store = session.getStore("imap")) {
            store.connect(mailbox.host(), mailbox.imapPort(), BOUNCES, mailbox.password());
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            assertThat(inbox.getMessageCount()).isEqualTo(1);
            assertThat(inbox.getMessage(1).getHeader("Delivered-To")).containsExactly("bounces+token@corp.example");
            assertThat(inbox.getMessage(1).getHeader("X-Original-To")).containsExactly("bounces+token@corp.example");
            assertThat(inbox.getMessage(1).getHeader("Return-Path")).containsExactly("<>");
        }
        assertThat(new String(mailbox.mails(BOUNCES).get(0), StandardCharsets.UTF_8))
                .endsWith(LETTER);
        assertThat(mailbox.mails("billing@corp.example")).isEmpty();
    }

    @Test
    void knowsNobodyElse() {
        assertThatThrownBy(
                        () -> ReceiptSender.send(mailbox.host(), mailbox.smtpPort(), "x@corp.example", octets(LETTER)))
                .hasMessageContaining("550 5.1.1");
        assertThatThrownBy(() -> mailbox.deliver(octets(LETTER), "x@corp.example"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesAMailWithoutSmtp() {
        mailbox.deliver(octets(LETTER), "Bounces+A@corp.example");

        assertThat(mailbox.mails(BOUNCES)).hasSize(1);
    }

    @Test
    void theRelayReportsWhatTheLetterAskedFor() throws Exception {
        relay.reports(
                reports().about("bob@b.example", Action.DELAYED, Action.FAILED).aboutOthers(Action.DELIVERED));

        submit(
                "MAIL FROM:<bounces+t@corp.example> RET=FULL ENVID=e+3D1",
                "RCPT TO:<ann@b.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;ann+2Bx@b.example",
                "RCPT TO:<bob@b.example> NOTIFY=FAILURE,DELAY",
                "RCPT TO:<cy@b.example> NOTIFY=NEVER",
                "RCPT TO:<dan@b.example>");

        relay.awaitReports(3, Duration.ofSeconds(20));
        List<String> mails = texts(BOUNCES);
        assertThat(mails)
                .hasSize(3)
                .allSatisfy(mail -> assertThat(mail)
                        .contains("Original-Envelope-Id: e=1\r\n", "Delivered-To: bounces+t@corp.example"));
        assertThat(mails)
                .anySatisfy(mail -> assertThat(mail)
                        .contains("Original-Recipient: rfc822;ann+x@b.example\r\nAction: delivered")
                        .doesNotContain("Dear Ann"))
                .anySatisfy(mail -> assertThat(mail).contains("bob@b.example\r\nAction: delayed"))
                .anySatisfy(mail ->
                        assertThat(mail).contains("bob@b.example\r\nAction: failed", "message/rfc822", "Dear Ann"));
        assertThat(mailbox.smtp().letters())
                .extracting(ReceivedLetter::reversePath)
                .containsOnly("");
    }

    @Test
    void aLetterFromNobodyIsNotReportedOn() throws Exception {
        relay.reports(reports().aboutOthers(Action.FAILED));

        submit("MAIL FROM:<>", "RCPT TO:<ann@b.example>");
        submit("MAIL FROM:<bounces@corp.example>", "RCPT TO:<bob@b.example>");

        assertThat(texts(relay.awaitReports(1, Duration.ofSeconds(20)).get(0))).contains("bob@b.example");
    }

    @Test
    void aReaderSaysThatItWasDisplayed() throws Exception {
        relay.reports(reports().displayedBy("ann@b.example"));

        try (RawClient client = new RawClient(relay)) {
            client.send("Disposition-Notification-To: Billing <bounces+d@corp.example>\r\n" + LETTER, "ann@b.example");
        }

        relay.awaitReports(1, Duration.ofSeconds(20));
        assertThat(texts(BOUNCES).get(0))
                .contains("Delivered-To: bounces+d@corp.example")
                .contains("Original-Message-ID: <1@corp.example>")
                .contains("manual-action/MDN-sent-manually; displayed");
    }

    @Test
    void aReportAboutALetterWhoseReplyWasLost() throws Exception {
        relay.reports(reports().aboutOthers(Action.FAILED));
        relay.at(Stage.FINAL).once().afterTaking().reset();

        assertThatThrownBy(() -> submit("MAIL FROM:<bounces+t@corp.example>", "RCPT TO:<ann@b.example>"))
                .isInstanceOf(SocketException.class);

        relay.awaitReports(1, Duration.ofSeconds(20));
        assertThat(texts(BOUNCES)).hasSize(1);
    }

    @Test
    void tellsWhyReportsStayAway() throws Exception {
        relay.reports(reports().aboutOthers(Action.FAILED));
        submit("MAIL FROM:<stranger@corp.example>", "RCPT TO:<ann@b.example>");

        assertThatThrownBy(() -> relay.awaitReports(1, Duration.ofSeconds(1)))
                .isInstanceOf(AssertionError.class)
                .hasStackTraceContaining("550 5.1.1");
    }

    private Reports reports() {
        return Reports.to(mailbox.host(), mailbox.smtpPort()).after(Duration.ofMillis(10));
    }

    private void submit(String... commands) throws Exception {
        try (RawClient client = new RawClient(relay)) {
            client.hearReply();
            client.ask("EHLO client.example");
            for (String command : commands) {
                assertThat(client.ask(command)).startsWith("250");
            }
            client.ask("DATA");
            client.sayRaw(LETTER);
            assertThat(client.ask(".")).startsWith("250");
        }
    }

    private List<String> texts(String address) {
        return mailbox.mails(address).stream().map(ReceiptMailboxIT::texts).toList();
    }

    private static String texts(byte[] mail) {
        return new String(mail, StandardCharsets.UTF_8);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
