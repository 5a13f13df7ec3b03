package dev.twotick.letter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Part;
import jakarta.mail.Session;
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
        assertThat(jakarta.mail.internet.MimeUtility.decodeText(attachment.getFileName()))
                .isEqualTo("Rechnung März.pdf");
        assertThat(attachment.getInputStream().readAllBytes()).containsExactly(2, 3);
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
        SealedLetter sealed = letter.seal(
                LetterId.create(Instant.EPOCH, new Random(1)),
                Instant.EPOCH,
                "<m@x>",
                Optional.empty(),
                new Terms(Assurance.submitted(), false, Optional.empty()));
        assertThat(sealed.wire().eightBit()).isFalse();
        try (var in = sealed.wire().open()) {
            MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), in);
            message.writeTo(OutputStream.nullOutputStream());
            return message;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
