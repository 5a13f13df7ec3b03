package dev.twotick.letter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LetterComposerTest {
    private static LetterComposer begin() {
        return Letter.from("Jörg Müller <joerg@example.com>").to("ann@customer.example");
    }

    @Test
    void writesUtf8Everywhere() throws Exception {
        MimeMessage read = parse(begin().cc("Zoë <zoe@x.example>")
                .subject("Rechnung für März – 日本")
                .header("X-Note", "Größe")
                .text("Grüße\n" + "長い行".repeat(400))
                .build());
        assertThat(read.getSubject()).isEqualTo("Rechnung für März – 日本");
        assertThat(read.getFrom()[0]).hasToString("=?UTF-8?Q?J=C3=B6rg_M=C3=BCller?= <joerg@example.com>");
        assertThat(read.getContent()).asString().startsWith("Grüße").contains("長い行長い行");
    }

    @Test
    void nestsTextHtmlInlineImagesAndAttachments() throws Exception {
        MimeMessage read = parse(begin().text("plain")
                .html("<img src='cid:logo'>")
                .inline("logo", "image/png", new byte[] {1})
                .attach("Rechnung März.pdf", "application/pdf", new byte[] {2, 3})
                .build());
        MimeMultipart mixed = (MimeMultipart) read.getContent();
        assertThat(mixed.getContentType()).startsWith("multipart/mixed");
        MimeMultipart alternative = (MimeMultipart) mixed.getBodyPart(0).getContent();
        assertThat(alternative.getBodyPart(0).getContentType()).startsWith("text/plain");
        MimeMultipart related = (MimeMultipart) alternative.getBodyPart(1).getContent();
        assertThat(related.getBodyPart(1).getHeader("Content-ID")).containsExactly("<logo>");
        Part attachment = mixed.getBodyPart(1);
        assertThat(attachment.getFileName()).isEqualTo("Rechnung März.pdf");
        assertThat(attachment.getInputStream().readAllBytes()).containsExactly(2, 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Übersicht der offenen Rechnungen für März und April 2026 – endgültige Fassung.pdf",
                "請求書.pdf",
                "a \"quoted\" name; with = specials \\ and 100%.pdf",
                "an ASCII name that is much longer than what fits into one line of a header field of a letter.pdf"
            })
    void aReaderShowsTheAttachmentsName(String name) throws Exception {
        Letter letter = begin().attach(name, "application/pdf", new byte[] {1}).build();
        MimeMultipart mixed = (MimeMultipart) parse(letter).getContent();
        Part file = mixed.getBodyPart(0);
        assertThat(file.getFileName()).isEqualTo(name);
        assertThat(new ContentType(file.getContentType()).getParameter("name")).isEqualTo(name);
        assertThat(wire(letter).split("multipart/mixed", 2)[1]).doesNotContain("=?");
    }

    @Test
    void takesTheLongestNameOfAFileSystem() throws Exception {
        String name = "ü".repeat(127);
        MimeMultipart mixed = (MimeMultipart)
                parse(begin().attach(name, "image/png", new byte[1]).build()).getContent();
        assertThat(mixed.getBodyPart(0).getFileName()).isEqualTo(name);
        assertThatThrownBy(() -> begin().attach(name + "üü", "image/png", new byte[1]))
                .hasMessageContaining("attachment name");
    }

    @Test
    void tellsTheCharsetOfTextInUtf8() throws Exception {
        MimeMultipart mixed = (MimeMultipart) parse(begin().attach("a.txt", "text/plain", "Grüße".getBytes(UTF_8))
                        .attach("b.txt", "text/plain", "Grüße".getBytes(ISO_8859_1))
                        .build())
                .getContent();
        assertThat(mixed.getBodyPart(0).getContent()).isEqualTo("Grüße");
        assertThat(mixed.getBodyPart(1).getContentType()).doesNotContain("charset");
    }

    @Test
    void keepsTheCallersMessageIdAndDate() {
        Letter letter = begin().text("x")
                .header("Message-ID", "<mine@host>")
                .header("Date", "Sat, 28 Feb 2026 10:00:00 +0100")
                .build();
        assertThat(letter.messageId()).contains("<mine@host>");
        assertThat(wire(letter))
                .containsOnlyOnce("Message-ID: <mine@host>")
                .containsOnlyOnce("Date: ")
                .contains("Date: Sat, 28 Feb 2026 10:00:00 +0100");
        assertThat(wire(begin().text("x").build())).contains("Date: Thu, 1 Jan 1970 00:00:00 +0000");
        assertThatThrownBy(() -> begin().header("Message-id", "mine")).hasMessageContaining("<left@right>");
    }

    @Test
    void writesDomainsInALabelsUnlessSmtpUtf8IsNeededAnyway() {
        Letter letter = Letter.from("Jörg <info@bücher.example>")
                .to("ann@bücher.example")
                .replyTo("team@例子.example")
                .text("x")
                .build();
        assertThat(wire(letter))
                .contains("<info@xn--bcher-kva.example>", "To: ann@xn--bcher-kva.example\r\n", "Reply-To: team@xn--");
        assertThat(seal(letter).wire().utf8Headers()).isFalse();
        assertThat(letter.envelope().recipients())
                .extracting(EmailAddress::value)
                .containsExactly("ann@bücher.example");
        Letter international = begin().cc("jörg@bücher.example").text("x").build();
        assertThat(seal(international).wire().utf8Headers()).isTrue();
    }

    @Test
    void attachesAMessageAsItIs() throws Exception {
        String message = "From: a@x.example\r\nSubject: Old\r\n\r\nHello\r\n";
        Letter letter = begin().attach("old.eml", "message/rfc822", message.getBytes(UTF_8))
                .build();
        assertThat(wire(letter)).contains(message).doesNotContain("base64");
        MimeMultipart mixed = (MimeMultipart) parse(letter).getContent();
        assertThat(((MimeMessage) mixed.getBodyPart(0).getContent()).getSubject())
                .isEqualTo("Old");
        Letter eightBit = begin().attach("old.eml", "message/rfc822", (message + "Grüße").getBytes(UTF_8))
                .build();
        assertThat(seal(eightBit).wire().eightBit()).isTrue();
        assertThat(wire(eightBit)).contains("Content-Transfer-Encoding: 8bit");
    }

    static Stream<Arguments> injections() {
        String evil = "x\r\nBcc: eve@evil.example";
        return Stream.of(
                refused("subject", c -> c.subject(evil)),
                refused("to", c -> c.to("ann@x.example\r\nBcc: eve@evil.example")),
                refused("cc", c -> c.cc("A\nB <ann@x.example>")),
                refused("bcc", c -> c.bcc("ann@x.example\u0000")),
                refused("reply-to", c -> c.replyTo("\"a\r\nb\" <ann@x.example>")),
                refused("X-Ref", c -> c.header("X-Ref", evil)),
                refused("header", c -> c.header("X-Ref:\r\nBcc", "x")),
                refused("header", c -> c.header("Bcc", "eve@evil.example")),
                refused("attachment name", c -> c.attach("a\r\nb.pdf", "application/pdf", new byte[1])),
                refused("attachment content type", c -> c.attach("a", "text/plain\r\nX: y", new byte[1])),
                refused("content-id", c -> c.inline("a>\r\nX: y", "image/png", new byte[1])),
                refused("inline image", c -> c.inline("logo", "image/png", new byte[1])));
    }

    private static Arguments refused(String field, UnaryOperator<LetterComposer> step) {
        return Arguments.of(field, step);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("injections")
    void refusesLineBreaksAndNamesTheField(String field, UnaryOperator<LetterComposer> step) {
        assertThatThrownBy(() -> step.apply(begin().text("x")).build())
                .isInstanceOfSatisfying(
                        InvalidLetterException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void refusesAnAttachmentOverTheLimitWithoutReadingIt(@TempDir Path dir) throws Exception {
        Path huge = dir.resolve("huge.bin");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(100L << 20);
        }
        assertThatThrownBy(() -> begin().attach(huge))
                .isInstanceOfSatisfying(
                        InvalidLetterException.class, e -> assertThat(e.field()).isEqualTo("attachment"))
                .hasMessageContaining("104857600");
    }

    @Test
    void wantsARecipientAndSomeContent() {
        assertThatThrownBy(() -> Letter.from("a@x.example").text("x").build()).hasMessageContaining("recipients");
        assertThatThrownBy(() -> begin().build()).hasMessageContaining("content");
    }

    private static MimeMessage parse(Letter letter) throws Exception {
        SealedLetter sealed = seal(letter);
        assertThat(sealed.wire().eightBit()).isFalse();
        try (var in = sealed.wire().open()) {
            MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), in);
            message.writeTo(OutputStream.nullOutputStream());
            return message;
        }
    }

    private static SealedLetter seal(Letter letter) {
        return letter.seal(
                LetterId.create(Instant.EPOCH, new Random(1)),
                Instant.EPOCH,
                "<m@x>",
                Optional.empty(),
                new Terms(Assurance.submitted(), false, Optional.empty()));
    }

    private static String wire(Letter letter) {
        try (var in = seal(letter).wire().open()) {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
