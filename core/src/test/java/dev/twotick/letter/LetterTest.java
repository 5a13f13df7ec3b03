package dev.twotick.letter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LetterTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final LetterId ID = LetterId.create(NOW, new Random(1));
    private static final Terms TERMS = new Terms(Assurance.submitted(), true, Optional.empty());

    private static final String PLAIN =
            "From: Billing <billing@example.com>\nTo: ann@customer.example\nSubject: Invoice\n\nHello\n";

    @Test
    void readsTheEnvelopeFromTheHeaders() {
        Letter letter = raw("""
                From: Billing <billing@example.com>, second@example.com
                Sender: robot@example.com
                To: Ann <ann@customer.example>, team: bob@x.example, carol@x.example;
                Cc: "Doe, Jane" <jane@x.example>
                Bcc: hidden@x.example

                text
                """);
        assertThat(letter.envelope().sender().value()).isEqualTo("robot@example.com");
        assertThat(letter.envelope().recipients())
                .extracting(EmailAddress::value)
                .containsExactly(
                        "ann@customer.example",
                        "bob@x.example",
                        "carol@x.example",
                        "jane@x.example",
                        "hidden@x.example");
    }

    @Test
    void dropsRecipientsThatDifferInCaseOnly() {
        Letter letter = raw("From: a@example.com\nTo: Ann@X.example, ann@x.EXAMPLE\nBcc: ann@x.example\n\n.");
        assertThat(letter.envelope().recipients())
                .extracting(EmailAddress::value)
                .containsExactly("Ann@x.example");
    }

    @Test
    void fixesBytesWithMessageIdAndDateAndWithoutBcc() {
        SealedLetter sealed = seal(raw(PLAIN.replace("Subject", "Bcc: hidden@x.example\nSubject")));
        String wire = wire(sealed);
        assertThat(wire)
                .startsWith("Date: Sun, 1 Mar 2026 10:00:00 +0000\r\nMessage-ID: <made@example.com>\r\nFrom: Billing")
                .doesNotContain("Bcc", "hidden")
                .endsWith("\r\n\r\nHello\r\n");
        assertThat(sealed.bccFields()).isEqualTo("Bcc: hidden@x.example\r\n");
        assertThat(sealed.ownMessageId()).isFalse();
        assertThat(sealed.wire().size()).isEqualTo(wire.getBytes(ISO_8859_1).length);
    }

    @Test
    void keepsTheCallersMessageIdAndDate() {
        String own =
                PLAIN.replace("Subject", "Message-ID: <mine@host>\nDate: Sat, 28 Feb 2026 10:00:00 +0100\nSubject");
        SealedLetter sealed = seal(raw(own));
        assertThat(sealed.messageId()).isEqualTo("<mine@host>");
        assertThat(sealed.ownMessageId()).isTrue();
        assertThat(wire(sealed)).containsOnlyOnce("Date:").containsOnlyOnce("Message-ID:");
    }

    @Test
    void replacesARequestForDisplaysByItsOwn() {
        String own = PLAIN.replace("Subject", "Disposition-Notification-To: boss@example.com\nSubject");
        SealedLetter sealed =
                raw(own).seal(ID, NOW, "<made@x>", Optional.of(EmailAddress.of("r+t@example.com")), TERMS);
        assertThat(wire(sealed))
                .containsOnlyOnce("Disposition-Notification-To")
                .contains("Disposition-Notification-To: <r+t@example.com>\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb\n", "a\nb\r", "a\n.\nb", "a\r.\rb", "a\n.\r\nb", "no end", "", "."})
    void makesEveryLineEndCrLfAndEndsWithOne(String body) {
        String wire = wire(seal(raw(PLAIN.replace("Hello\n", body))));
        assertThat(wire.replace("\r\n", "")).doesNotContain("\r", "\n");
        assertThat(wire).endsWith("\r\n");
    }

    @Test
    void takesALetterWithoutBody() {
        assertThat(wire(seal(raw("From: a@example.com\nTo: b@example.com\n")))).endsWith("To: b@example.com\r\n\r\n");
        assertThat(wire(seal(raw("From: a@example.com\nTo: b@example.com\n\n"))))
                .endsWith("To: b@example.com\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    content    | To: b@x.example~~no sender
                    From       | To: b@x.example~Subject: x~~no sender
                    recipients | From: a@x.example~~nobody
                    To         | From: a@x.example~To: not an address~~x
                    From       | From: a@x.example~From: b@x.example~To: c@x.example~~x
                    Message-ID | From: a@x.example~To: b@x.example~Message-ID: nonsense~~x
                    content    | From: a@x.example~To: b@x.example~this is no header~~x
                    content    | ~~just text
                    """)
    void namesTheFieldAtFault(String field, String text) {
        String message = text.equals("To: b@x.example~~no sender") ? "From a@x\n\nx" : text.replace('~', '\n');
        assertThatThrownBy(() -> Letter.raw(message.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        InvalidLetterException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void refusesNulAndOverlongLines() {
        assertThatThrownBy(() -> raw(PLAIN.replace("Hello", "He\u0000llo"))).hasMessageContaining("NUL in line 5");
        assertThatThrownBy(() -> raw(PLAIN.replace("Hello", "x".repeat(999)))).hasMessageContaining("998");
        assertThat(raw(PLAIN.replace("Hello", "x".repeat(998))).size()).isPositive();
    }

    @Test
    void tellsWhatTheRelayMustOffer() {
        SealedLetter eightBit = seal(raw(PLAIN.replace("Hello", "Grüße")));
        assertThat(eightBit.wire().eightBit()).isTrue();
        assertThat(eightBit.wire().utf8Headers()).isFalse();
        SealedLetter utf8 = seal(raw(PLAIN.replace("Invoice", "Rechnung für Jörg")));
        assertThat(utf8.wire().utf8Headers()).isTrue();
        assertThatThrownBy(() -> Letter.raw(PLAIN.replace("Invoice", "f\u00fcr").getBytes(ISO_8859_1)))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void takesAMimeMessageAndGivesItNoMessageIdOfJakartaMail() throws Exception {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom("billing@example.com");
        message.setRecipients(MimeMessage.RecipientType.TO, "ann@customer.example");
        message.setSubject("Invoice");
        message.setText("Hello");
        SealedLetter sealed = seal(Letter.of(message));
        assertThat(sealed.messageId()).isEqualTo("<made@example.com>");
        assertThat(wire(sealed)).containsOnlyOnce("Message-ID");
    }

    @Test
    void refusesAHeaderThatWasInjectedIntoAMimeMessage() throws Exception {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom("billing@example.com");
        message.setRecipients(MimeMessage.RecipientType.TO, "ann@customer.example");
        message.setText("Hello");
        message.setHeader("X-Ref", "1\r\nBcc: eve@evil.example");
        assertThatThrownBy(() -> Letter.of(message))
                .isInstanceOfSatisfying(
                        InvalidLetterException.class, e -> assertThat(e.field()).isEqualTo("X-Ref"));
        message.setHeader("X-Ref", "folded\r\n over two lines");
        assertThat(Letter.of(message).size()).isPositive();
    }

    @Test
    void refusesAHeaderThatWasInjectedIntoANestedPart() throws Exception {
        MimeBodyPart file = new MimeBodyPart();
        file.setText("Hello");
        file.setFileName("a\r\nContent-Type: text/html\r\nX: y");
        assertThatThrownBy(() -> Letter.of(nested(file)))
                .isInstanceOfSatisfying(
                        InvalidLetterException.class, e -> assertThat(e.field()).startsWith("Content-"));
        MimeMessage forwarded = nested(new MimeBodyPart(new InternetHeaders(), new byte[0]));
        forwarded.setHeader("X-Ref", "1\rX: y");
        MimeBodyPart enclosing = new MimeBodyPart();
        enclosing.setContent(forwarded, "message/rfc822");
        assertThatThrownBy(() -> Letter.of(nested(enclosing)))
                .isInstanceOfSatisfying(
                        InvalidLetterException.class, e -> assertThat(e.field()).isEqualTo("X-Ref"));
        MimeBodyPart evil = new MimeBodyPart();
        evil.setText("Hello");
        evil.setHeader("X\r\nContent-Type", "text/html");
        assertThatThrownBy(() -> Letter.of(nested(evil))).isInstanceOf(InvalidLetterException.class);
    }

    @Test
    void takesPartsWhoseHeadersJakartaMailFolded() throws Exception {
        MimeBodyPart file = new MimeBodyPart();
        file.setText("Hello");
        file.setFileName("a long name of a file ".repeat(8) + "für März.pdf");
        MimeMessage message = nested(file);
        assertThat(Letter.of(message).size()).isPositive();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        message.writeTo(written);
        MimeMessage read =
                new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(written.toByteArray()));
        assertThat(wire(seal(Letter.of(read))))
                .endsWith(written.toString(ISO_8859_1).split("\r\n\r\n", 2)[1]);
    }

    private static MimeMessage nested(MimeBodyPart innermost) throws Exception {
        MimeBodyPart inner = new MimeBodyPart();
        inner.setContent(new MimeMultipart(innermost));
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom("billing@example.com");
        message.setRecipients(MimeMessage.RecipientType.TO, "ann@customer.example");
        message.setContent(new MimeMultipart(inner));
        return message;
    }

    @Test
    void findsTheSenderWithoutARecipient() {
        byte[] message = "From: Billing <billing@example.com>\n\nHello\n".getBytes(UTF_8);
        assertThat(Letter.senderOf(message).value()).isEqualTo("billing@example.com");
        assertThatThrownBy(() -> Letter.senderOf("To: a@x.example\n\nHello\n".getBytes(UTF_8)))
                .hasMessageContaining("From");
    }

    @Test
    void sameContentComposedAgainHasTheSameDigest() {
        Letter first = composed("Invoice 4711");
        Letter again = composed("Invoice 4711");
        Letter other = composed("Invoice 4712");
        assertThat(seal(first).contentDigest()).isEqualTo(seal(again).contentDigest());
        assertThat(seal(first).contentDigest()).isNotEqualTo(seal(other).contentDigest());
        Letter elsewhere = raw(
                wire(seal(first)),
                new Envelope(EmailAddress.of("a@x.example"), List.of(EmailAddress.of("z@x.example"))));
        assertThat(seal(first).contentDigest()).isNotEqualTo(seal(elsewhere).contentDigest());
    }

    private static Letter composed(String subject) {
        return Letter.from("a@x.example")
                .to("b@x.example")
                .subject(subject)
                .text("text")
                .html("<p>text</p>")
                .attach("a.bin", "application/octet-stream", new byte[] {1, 2, 3})
                .build();
    }

    @Test
    void keepsKeysAndTagsWithinLimits() {
        Letter letter = raw(PLAIN).key("invoice-4711").tag("tenant", "north");
        assertThat(letter.key()).contains("invoice-4711");
        assertThat(letter.tags()).containsEntry("tenant", "north");
        assertThatThrownBy(() -> letter.key(" ")).hasMessageContaining("key");
        assertThatThrownBy(() -> letter.key("a\nb")).hasMessageContaining("control");
        assertThatThrownBy(() -> letter.key("x".repeat(129))).hasMessageContaining("128");
        assertThatThrownBy(() -> letter.tag("t", "x".repeat(129))).hasMessageContaining("tag");
    }

    private static Letter raw(String text) {
        return Letter.raw(text.getBytes(UTF_8));
    }

    private static Letter raw(String text, Envelope envelope) {
        return Letter.raw(text.getBytes(ISO_8859_1), envelope);
    }

    private static SealedLetter seal(Letter letter) {
        return letter.seal(ID, NOW, "<made@example.com>", Optional.empty(), TERMS);
    }

    private static String wire(SealedLetter sealed) {
        try (InputStream in = sealed.wire().open()) {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
