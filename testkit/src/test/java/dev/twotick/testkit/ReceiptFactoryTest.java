package dev.twotick.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ReceiptFactoryTest {
    private static final String HEADER = crlf("""
            From: billing@corp.example
            Subject: Invoice
            Message-ID: <1@corp.example>
            """);
    private static final byte[] LETTER = (HEADER + "\r\nDear Ann\r\n").getBytes(StandardCharsets.UTF_8);

    private final ReceiptFactory receipts = new ReceiptFactory("mx.b.example");

    @Test
    void makesADeliveryReportOfSeveralRecipients() throws Exception {
        byte[] report = receipts.deliveryReport()
                .to("bounces+t@corp.example")
                .envelopeId("envid=1")
                .about(DeliveryReport.Group.of("ann@b.example", Action.DELIVERED)
                        .original("rfc822;ann@b.example"))
                .about(DeliveryReport.Group.of("bob@b.example", Action.FAILED)
                        .because("5.2.2", "552 5.2.2 mailbox full")
                        .saidBy("mail.b.example"))
                .about("cy@b.example", Action.DELAYED)
                .returningHeaders(LETTER)
                .bytes();

        assertThat(reportType(report)).isEqualTo("delivery-status");
        List<String> parts = parts(report);
        assertThat(types(report)).containsExactly("text/plain", "message/delivery-status", "text/rfc822-headers");
        assertThat(parts.get(1))
                .contains("Reporting-MTA: dns; mx.b.example\r\nOriginal-Envelope-Id: envid=1\r\n")
                .contains(crlf("""

                        Final-Recipient: rfc822; ann@b.example
                        Original-Recipient: rfc822;ann@b.example
                        Action: delivered
                        Status: 2.1.5
                        """))
                .contains(crlf("""

                        Final-Recipient: rfc822; bob@b.example
                        Action: failed
                        Status: 5.2.2
                        Remote-MTA: dns; mail.b.example
                        Diagnostic-Code: smtp; 552 5.2.2 mailbox full
                        """))
                .contains(crlf("""

                        Final-Recipient: rfc822; cy@b.example
                        Action: delayed
                        Status: 4.2.0
                        """));
        assertThat(parts.get(2)).isEqualTo(HEADER);
        assertThat(message(report).getHeader("To", null)).isEqualTo("<bounces+t@corp.example>");
        assertThat(message(report).getHeader("Auto-Submitted", null)).isEqualTo("auto-replied");
    }

    @Test
    void makesTheSameBytesFromTheSameInput() {
        assertThat(receipts.deliveryReport()
                        .about("ann@b.example", Action.RELAYED)
                        .bytes())
                .isEqualTo(receipts.deliveryReport()
                        .about("ann@b.example", Action.RELAYED)
                        .bytes())
                .isNotEqualTo(receipts.deliveryReport()
                        .about("bob@b.example", Action.RELAYED)
                        .bytes());
    }

    @Test
    void returnsTheWholeLetter() throws Exception {
        byte[] report = receipts.deliveryReport()
                .about("ann@b.example", Action.FAILED)
                .returningLetter(LETTER)
                .bytes();

        assertThat(types(report)).endsWith("message/rfc822");
        assertThat(new String(report, StandardCharsets.UTF_8)).contains(new String(LETTER, StandardCharsets.UTF_8));
    }

    @Test
    void makesAnInternationalReport() throws Exception {
        byte[] report = receipts.deliveryReport()
                .about(DeliveryReport.Group.of("jörg@müller.example", Action.DELIVERED)
                        .original("utf-8;jörg@müller.example"))
                .returningHeaders(LETTER)
                .international()
                .bytes();

        assertThat(types(report))
                .containsExactly("text/plain", "message/global-delivery-status", "message/global-headers");
        assertThat(new String(report, StandardCharsets.UTF_8))
                .contains("Final-Recipient: utf-8; jörg@müller.example\r\n")
                .contains("Content-Transfer-Encoding: 8bit\r\n");
    }

    @Test
    void makesADispositionNotification() throws Exception {
        byte[] notification = receipts.dispositionNotification(
                "bounces+t@corp.example", "ann@b.example", "rfc822;info@b.example", Disposition.DISPLAYED, LETTER);

        assertThat(reportType(notification)).isEqualTo("disposition-notification");
        assertThat(types(notification))
                .containsExactly("text/plain", "message/disposition-notification", "text/rfc822-headers");
        assertThat(parts(notification).get(1)).isEqualTo(crlf("""
                        Reporting-UA: mx.b.example; Reader 1.0
                        Original-Recipient: rfc822;info@b.example
                        Final-Recipient: rfc822; ann@b.example
                        Original-Message-ID: <1@corp.example>
                        Disposition: manual-action/MDN-sent-manually; displayed
                        """));
        assertThat(message(notification).getHeader("In-Reply-To", null)).isEqualTo("<1@corp.example>");
    }

    @Test
    void makesABounceThatOnlyPeopleCanRead() throws Exception {
        byte[] bounce = receipts.textBounce("b@corp.example", "ann@b.example", "550 5.1.1 unknown user", LETTER);

        assertThat(message(bounce).isMimeType("text/plain")).isTrue();
        assertThat(message(bounce).getContent().toString())
                .contains("<ann@b.example>:", "550 5.1.1 unknown user", "Message-ID: <1@corp.example>");
    }

    @Test
    void makesAnAutomaticReply() throws Exception {
        byte[] reply = receipts.autoReply("b@corp.example", "ann@b.example", LETTER);

        assertThat(message(reply).getHeader("Auto-Submitted", null)).isEqualTo("auto-replied");
        assertThat(message(reply).getHeader("References", null)).isEqualTo("<1@corp.example>");
        assertThat(message(reply).getSubject()).isEqualTo("Away: Invoice");
    }

    private static String crlf(String text) {
        return text.replace("\n", "\r\n");
    }

    private static MimeMessage message(byte[] raw) throws MessagingException {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw));
    }

    private static String reportType(byte[] raw) throws MessagingException {
        return new ContentType(message(raw).getContentType()).getParameter("report-type");
    }

    private static List<String> types(byte[] raw) throws Exception {
        MimeMultipart multipart = multipart(raw);
        List<String> types = new ArrayList<>();
        for (int i = 0; i < multipart.getCount(); i++) {
            types.add(new ContentType(multipart.getBodyPart(i).getContentType()).getBaseType());
        }
        return types;
    }

    private static List<String> parts(byte[] raw) throws Exception {
        MimeMultipart multipart = multipart(raw);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < multipart.getCount(); i++) {
            parts.add(new String(multipart.getBodyPart(i).getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        return parts;
    }

    private static MimeMultipart multipart(byte[] raw) throws MessagingException, IOException {
        return (MimeMultipart) message(raw).getContent();
    }
}
