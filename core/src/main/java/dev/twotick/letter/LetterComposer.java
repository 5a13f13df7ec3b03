package dev.twotick.letter;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Composes a letter step by step: text, HTML, attachments and inline images, UTF-8 everywhere. Every argument is checked
 * when it is given. A composer is used by one thread and for one letter.
 *
 * {@snippet :
 * Letter letter = Letter.from("Billing <billing@example.com>").to("ann@customer.example")
 *         .subject("Invoice 4711").text("Dear Ann, …").html("<p>Dear Ann, …</p>").attach(Path.of("4711.pdf")).build();
 * }
 */
public final class LetterComposer {
    /**
     * The most octets of one attachment: {@value}. Base64 makes it a good third longer in the letter, whose whole length is
     * limited besides ({@code letter.max-size}).
     */
    public static final int MAX_ATTACHMENT_OCTETS = 50 * 1024 * 1024;

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final Mailbox from;
    private final List<Mailbox> to = new ArrayList<>();
    private final List<Mailbox> cc = new ArrayList<>();
    private final List<Mailbox> bcc = new ArrayList<>();
    private final List<Mailbox> replyTo = new ArrayList<>();
    private final List<Attachment> attachments = new ArrayList<>();
    private final List<Attachment> inlines = new ArrayList<>();
    private final List<String[]> headers = new ArrayList<>();
    private String subject = "";
    private Optional<String> text = Optional.empty();
    private Optional<String> html = Optional.empty();

    LetterComposer(String from) {
        this.from = mailbox("from", from);
    }

    /**
     * Adds recipients named in To.
     *
     * @param addresses each as {@code ann@customer.example} or {@code Ann <ann@customer.example>}
     * @return this
     */
    public LetterComposer to(String... addresses) {
        return add("to", to, addresses);
    }

    /**
     * Adds recipients named in Cc.
     *
     * @param addresses as in {@link #to}
     * @return this
     */
    public LetterComposer cc(String... addresses) {
        return add("cc", cc, addresses);
    }

    /**
     * Adds recipients that no other recipient sees; the Sent copy names them.
     *
     * @param addresses as in {@link #to}
     * @return this
     */
    public LetterComposer bcc(String... addresses) {
        return add("bcc", bcc, addresses);
    }

    /**
     * Sets where answers go.
     *
     * @param addresses as in {@link #to}
     * @return this
     */
    public LetterComposer replyTo(String... addresses) {
        return add("reply-to", replyTo, addresses);
    }

    /**
     * Sets the subject.
     *
     * @param subject one line of any characters
     * @return this
     */
    public LetterComposer subject(String subject) {
        this.subject = oneLine("subject", subject);
        return this;
    }

    /**
     * Sets the plain text.
     *
     * @param text any characters and line ends
     * @return this
     */
    public LetterComposer text(String text) {
        this.text = Optional.of(text);
        return this;
    }

    /**
     * Sets the HTML, shown in place of the text by readers that can.
     *
     * @param html a whole HTML document or fragment
     * @return this
     */
    public LetterComposer html(String html) {
        this.html = Optional.of(html);
        return this;
    }

    /**
     * Attaches a file, read now.
     *
     * @param file at most {@value #MAX_ATTACHMENT_OCTETS} octets
     * @return this
     * @throws InvalidLetterException with the field {@code attachment} when it is too large or cannot be read
     */
    public LetterComposer attach(Path file) {
        try {
            Path name = file.getFileName();
            checkSize("attachment", Files.size(file));
            return attach(
                    name == null ? "attachment" : name.toString(),
                    Attachment.typeOf(file.toString()),
                    Files.readAllBytes(file));
        } catch (IOException e) {
            throw new InvalidLetterException(
                    "attachment", "cannot read " + Printable.quoted(file.toString()) + ": " + e);
        }
    }

    /**
     * Attaches bytes. A message ({@code message/rfc822}) goes as it is, since RFC 2046 section 5.2.1 forbids to encode one:
     * with octets over 127 only to a relay that offers 8BITMIME, and with lines over 998 octets not at all.
     *
     * @param name the file name shown to the recipient, of any characters, at most 255 octets in UTF-8
     * @param contentType for example {@code application/pdf}
     * @param bytes the content, at most {@value #MAX_ATTACHMENT_OCTETS} octets
     * @return this
     */
    public LetterComposer attach(String name, String contentType, byte[] bytes) {
        attachments.add(attachment("attachment", name, contentType, bytes));
        return this;
    }

    /**
     * Embeds an image that the HTML shows as {@code <img src="cid:NAME">}.
     *
     * @param contentId the name after {@code cid:}, of letters, digits, dots, hyphens and at signs
     * @param contentType for example {@code image/png}
     * @param bytes the content, at most {@value #MAX_ATTACHMENT_OCTETS} octets
     * @return this
     */
    public LetterComposer inline(String contentId, String contentType, byte[] bytes) {
        if (!contentId.matches("[A-Za-z0-9.@_-]{1,128}")) {
            throw new InvalidLetterException(
                    "content-id", Printable.quoted(contentId) + " may have letters, digits and . @ _ -");
        }
        inlines.add(attachment("inline image", contentId, contentType, bytes));
        return this;
    }

    /**
     * Adds a header field of the caller's own. Date and Message-ID may be given too; they are then kept as they are.
     *
     * @param name a field name of RFC 5322, but none that the composer's other methods set
     * @param value one line of any characters; of a Message-ID {@code <left@right>}
     * @return this
     */
    public LetterComposer header(String name, String value) {
        if (!name.matches("[!-9;-~]{1,76}")) {
            throw new InvalidLetterException("header", Printable.quoted(name) + " is not a header field name");
        }
        if (name.matches("(?i)from|sender|to|cc|bcc|reply-to|subject|mime-version|content-.*|resent-.*")) {
            throw new InvalidLetterException("header", name + " is set by the composer's own methods");
        }
        if (name.equalsIgnoreCase("Message-ID")) {
            MessageBytes.checkMessageId(value);
        }
        headers.add(new String[] {name, oneLine(name, value)});
        return this;
    }

    /**
     * Ends the composing.
     *
     * @return the letter
     * @throws InvalidLetterException when there is no recipient or no content
     * @throws IllegalStateException when no implementation of Jakarta Mail is at hand; the Twotick adapters bring one
     */
    public Letter build() {
        if (text.isEmpty() && html.isEmpty() && attachments.isEmpty()) {
            throw new InvalidLetterException("content", "there is neither text nor html nor an attachment");
        }
        if (!inlines.isEmpty() && html.isEmpty()) {
            throw new InvalidLetterException(
                    "inline image", "there is no html to show it; set html or attach the image");
        }
        List<EmailAddress> recipients = Stream.of(to, cc, bcc)
                .flatMap(List::stream)
                .map(Mailbox::address)
                .toList();
        Envelope envelope = new Envelope(from.address(), recipients);
        try {
            return Letter.of(message(), envelope);
        } catch (MessagingException e) {
            throw new InvalidLetterException("content", "cannot be written: " + e.getMessage());
        }
    }

    private MimeMessage message() throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom(from.header());
        message.setRecipients(RecipientType.TO, headers(to));
        message.setRecipients(RecipientType.CC, headers(cc));
        message.setRecipients(RecipientType.BCC, headers(bcc));
        if (!replyTo.isEmpty()) {
            message.setReplyTo(headers(replyTo));
        }
        message.setSubject(subject, UTF_8);
        new MimeTree(text, html, inlines, attachments).fill(message);
        message.saveChanges();
        // saving makes both anew; without them the caller's own stand, or those that are set on acceptance
        message.removeHeader("Date");
        message.removeHeader("Message-ID");
        for (String[] header : headers) {
            message.addHeader(header[0], MimeUtility.fold(header[0].length() + 2, encoded(header[1])));
        }
        return message;
    }

    private static InternetAddress[] headers(List<Mailbox> mailboxes) {
        return mailboxes.stream().map(Mailbox::header).toArray(InternetAddress[]::new);
    }

    private LetterComposer add(String field, List<Mailbox> list, String... addresses) {
        for (String address : addresses) {
            list.add(mailbox(field, address));
        }
        return this;
    }

    private static Mailbox mailbox(String field, String text) {
        return Mailbox.parse(field, oneLine(field, text));
    }

    private static Attachment attachment(String field, String name, String contentType, byte[] bytes) {
        checkSize(field, bytes.length);
        return Attachment.of(field, oneLine(field + " name", name), contentType, bytes);
    }

    private static void checkSize(String field, long octets) {
        if (octets > MAX_ATTACHMENT_OCTETS) {
            throw new InvalidLetterException(
                    field,
                    "has " + octets + " octets, more than the limit of " + MAX_ATTACHMENT_OCTETS
                            + "; send a link instead");
        }
    }

    private static String oneLine(String field, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\t') {
                throw new InvalidLetterException(
                        field, "has a line break or control character in " + Printable.quoted(text) + "; take it out");
            }
        }
        return text;
    }

    private static String encoded(String value) {
        try {
            return MimeUtility.encodeText(value, UTF_8, null);
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java platform has UTF-8", e);
        }
    }
}
