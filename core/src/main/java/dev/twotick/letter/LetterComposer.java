package dev.twotick.letter;

import jakarta.activation.DataHandler;
import jakarta.mail.BodyPart;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

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
    /** The most octets of one attachment: {@value}. */
    public static final int MAX_ATTACHMENT_OCTETS = 50 * 1024 * 1024;

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final InternetAddress from;
    private final List<InternetAddress> to = new ArrayList<>();
    private final List<InternetAddress> cc = new ArrayList<>();
    private final List<InternetAddress> bcc = new ArrayList<>();
    private final List<InternetAddress> replyTo = new ArrayList<>();
    private final List<Piece> attachments = new ArrayList<>();
    private final List<Piece> inlines = new ArrayList<>();
    private final List<String[]> headers = new ArrayList<>();
    private String subject = "";
    private Optional<String> text = Optional.empty();
    private Optional<String> html = Optional.empty();

    /** One attached or embedded file. */
    private record Piece(String name, ByteArrayDataSource source) {}

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
                    guessType(file.toString()),
                    Files.readAllBytes(file));
        } catch (IOException e) {
            throw new InvalidLetterException(
                    "attachment", "cannot read " + Printable.quoted(file.toString()) + ": " + e);
        }
    }

    /**
     * Attaches bytes.
     *
     * @param name the file name shown to the recipient
     * @param contentType for example {@code application/pdf}
     * @param bytes the content, at most {@value #MAX_ATTACHMENT_OCTETS} octets
     * @return this
     */
    public LetterComposer attach(String name, String contentType, byte[] bytes) {
        attachments.add(piece("attachment", name, contentType, bytes));
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
        inlines.add(piece("inline image", contentId, contentType, bytes));
        return this;
    }

    /**
     * Adds a header field of the caller's own.
     *
     * @param name a field name of RFC 5322, but none that the composer sets itself
     * @param value one line of any characters
     * @return this
     */
    public LetterComposer header(String name, String value) {
        if (!name.matches("[!-9;-~]{1,76}")) {
            throw new InvalidLetterException("header", Printable.quoted(name) + " is not a header field name");
        }
        if (name.matches("(?i)from|sender|to|cc|bcc|reply-to|subject|mime-version|content-.*|resent-.*")) {
            throw new InvalidLetterException("header", name + " is set by the composer's own methods");
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
        try {
            return Letter.of(message());
        } catch (MessagingException e) {
            throw new InvalidLetterException("content", "cannot be written: " + e.getMessage());
        }
    }

    private MimeMessage message() throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom(from);
        setRecipients(message);
        message.setSubject(subject, UTF_8);
        for (String[] header : headers) {
            message.addHeader(header[0], MimeUtility.fold(header[0].length() + 2, encoded(header[1])));
        }
        fill(message);
        message.saveChanges();
        message.removeHeader("Message-ID");
        return message;
    }

    private void setRecipients(MimeMessage message) throws MessagingException {
        message.setRecipients(RecipientType.TO, to.toArray(new InternetAddress[0]));
        message.setRecipients(RecipientType.CC, cc.toArray(new InternetAddress[0]));
        message.setRecipients(RecipientType.BCC, bcc.toArray(new InternetAddress[0]));
        if (!replyTo.isEmpty()) {
            message.setReplyTo(replyTo.toArray(new InternetAddress[0]));
        }
    }

    /** From the inside out: alternative of text and HTML, related with the inline images, mixed with the attachments. */
    private void fill(Part whole) throws MessagingException {
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
        for (Piece piece : attachments) {
            mixed.addBodyPart(attachmentPart(piece));
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

    private void fillHtml(Part whole, String html) throws MessagingException {
        if (inlines.isEmpty()) {
            setText(whole, html, "html");
            return;
        }
        MimeMultipart related = new MimeMultipart("related");
        MimeBodyPart page = new MimeBodyPart();
        setText(page, html, "html");
        related.addBodyPart(page);
        for (Piece piece : inlines) {
            MimeBodyPart part = new MimeBodyPart();
            part.setDataHandler(new DataHandler(piece.source()));
            part.setContentID("<" + piece.name() + ">");
            part.setDisposition(Part.INLINE);
            related.addBodyPart(part);
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

    private static BodyPart attachmentPart(Piece piece) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(piece.source()));
        try {
            part.setFileName(MimeUtility.encodeText(piece.name(), UTF_8, null));
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java platform has UTF-8", e);
        }
        part.setDisposition(Part.ATTACHMENT);
        part.setHeader("Content-Transfer-Encoding", "base64");
        return part;
    }

    private LetterComposer add(String field, List<InternetAddress> list, String... addresses) {
        for (String address : addresses) {
            list.add(mailbox(field, address));
        }
        return this;
    }

    private static InternetAddress mailbox(String field, String text) {
        oneLine(field, text);
        try {
            InternetAddress[] parsed = InternetAddress.parse(text, true);
            if (parsed.length != 1 || parsed[0].isGroup()) {
                throw new InvalidLetterException(field, Printable.quoted(text) + " must be exactly one address");
            }
            EmailAddress.of(field, parsed[0].getAddress());
            String name = parsed[0].getPersonal();
            return name == null ? parsed[0] : new InternetAddress(parsed[0].getAddress(), name, UTF_8);
        } catch (AddressException e) {
            // Jakarta Mail does not take every address that RFC 6531 allows; a bare address needs no parser
            EmailAddress.of(field, text);
            InternetAddress address = new InternetAddress();
            address.setAddress(text);
            return address;
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java platform has UTF-8", e);
        }
    }

    private static Piece piece(String field, String name, String contentType, byte[] bytes) {
        checkSize(field, bytes.length);
        oneLine(field + " name", name);
        if (name.isBlank()) {
            throw new InvalidLetterException(field + " name", "is empty");
        }
        if (!contentType.matches("[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}")) {
            throw new InvalidLetterException(
                    field + " content type", Printable.quoted(contentType) + " is not of the form type/subtype");
        }
        return new Piece(name, new ByteArrayDataSource(bytes.clone(), contentType));
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

    private static String guessType(String file) {
        String type = URLConnection.guessContentTypeFromName(file);
        return type == null ? "application/octet-stream" : type;
    }
}
