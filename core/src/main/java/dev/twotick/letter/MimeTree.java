package dev.twotick.letter;

import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a composed message, from the inside out: alternative of text and HTML, related with the inline images, mixed
 * with the attachments.
 */
record MimeTree(Optional<String> text, Optional<String> html, List<Attachment> inlines, List<Attachment> attachments) {

    void fill(Part whole) throws MessagingException {
        if (attachments.isEmpty()) {
            fillBody(whole);
            return;
        }
        MimeMultipart mixed = new MimeMultipart("mixed");
        if (text.isPresent() || html.isPresent()) {
            MimeBodyPart body = new MimeBodyPart();
            fillBody(body);
            mixed.addBodyPart(body);
        }
        for (Attachment attachment : attachments) {
            mixed.addBodyPart(attachment.attached());
        }
        whole.setContent(mixed);
    }

    private void fillBody(Part whole) throws MessagingException {
        if (html.isEmpty()) {
            setText(whole, text.orElse(""), "plain");
        } else if (text.isEmpty()) {
            fillHtml(whole, html.get());
        } else {
            MimeMultipart alternative = new MimeMultipart("alternative");
            MimeBodyPart plain = new MimeBodyPart();
            setText(plain, text.get(), "plain");
            alternative.addBodyPart(plain);
            MimeBodyPart rich = new MimeBodyPart();
            fillHtml(rich, html.get());
            alternative.addBodyPart(rich);
            whole.setContent(alternative);
        }
    }

    private void fillHtml(Part whole, String page) throws MessagingException {
        if (inlines.isEmpty()) {
            setText(whole, page, "html");
            return;
        }
        MimeMultipart related = new MimeMultipart("related");
        MimeBodyPart root = new MimeBodyPart();
        setText(root, page, "html");
        related.addBodyPart(root);
        for (Attachment image : inlines) {
            related.addBodyPart(image.inline());
        }
        whole.setContent(related);
    }

    private static void setText(Part part, String text, String subtype) throws MessagingException {
        part.setContent(text, "text/" + subtype + "; charset=utf-8");
        // encoded in any case: the letter then passes relays without 8BITMIME, and no line is too long
        boolean plainAscii = text.chars().allMatch(c -> c < 0x7F && (c >= ' ' || c == '\r' || c == '\n' || c == '\t'))
                && text.lines().allMatch(line -> line.length() <= 76 && !line.endsWith(" "));
        part.setHeader("Content-Transfer-Encoding", plainAscii ? "7bit" : "quoted-printable");
    }
}
