package dev.twotick.letter;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the caller hands over: an envelope, the content, and optionally an idempotency key and tags. Immutable and checked;
 * whatever a letter can be refused for before it meets a relay is refused when it is made.
 *
 * <p>Three ways lead here: {@link #from} composes, {@link #of(MimeMessage)} takes a message of Jakarta Mail, and
 * {@link #raw(byte[])} takes the bytes of RFC 5322.
 *
 * {@snippet :
 * Letter letter = Letter.from("billing@example.com").to("ann@customer.example")
 *         .subject("Invoice 4711").text("Dear Ann, …").build().key("invoice-4711");
 * }
 */
public final class Letter {
    /** The most octets of an idempotency key in UTF-8: {@value}. */
    public static final int MAX_KEY_OCTETS = 128;

    private static final int MAX_TAGS = 16;
    private static final int MAX_TAG_CHARS = 128;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

    private final Envelope envelope;
    private final MessageBytes content;
    private final Optional<String> key;
    private final Map<String, String> tags;

    private Letter(Envelope envelope, MessageBytes content, Optional<String> key, Map<String, String> tags) {
        this.envelope = envelope;
        this.content = content;
        this.key = key;
        this.tags = tags;
    }

    /**
     * Begins to compose a letter.
     *
     * @param address the author, as {@code billing@example.com} or {@code Billing <billing@example.com>}
     * @return a composer for the rest
     * @throws InvalidLetterException when the address is not well-formed
     */
    public static LetterComposer from(String address) {
        return new LetterComposer(address);
    }

    /**
     * Takes a message of Jakarta Mail with the envelope that its headers name: Sender or From, and To, Cc and Bcc. A message
     * that was never saved is saved by this, as Jakarta Mail always does when it writes one.
     *
     * @param message the message
     * @return the letter
     * @throws InvalidLetterException when the message cannot be sent as it is
     */
    public static Letter of(MimeMessage message) {
        MessageBytes content = bytesOf(message);
        return checked(envelopeOf(content), content);
    }

    /**
     * Takes a message of Jakarta Mail with an envelope of its own.
     *
     * @param message the message
     * @param envelope sender and recipients, whatever the headers say
     * @return the letter
     * @throws InvalidLetterException when the message cannot be sent as it is
     */
    public static Letter of(MimeMessage message, Envelope envelope) {
        return checked(envelope, bytesOf(message));
    }

    /**
     * Takes the bytes of a message with the envelope that its headers name.
     *
     * @param message a message of RFC 5322; line ends of any kind are made CRLF
     * @return the letter
     * @throws InvalidLetterException when the message cannot be sent as it is
     */
    public static Letter raw(byte[] message) {
        MessageBytes content = MessageBytes.scan(MessageBytes.canonical(message));
        content.check();
        return checked(envelopeOf(content), content);
    }

    /**
     * Takes the bytes of a message with an envelope of its own.
     *
     * @param message a message of RFC 5322; line ends of any kind are made CRLF
     * @param envelope sender and recipients, whatever the headers say
     * @return the letter
     * @throws InvalidLetterException when the message cannot be sent as it is
     */
    public static Letter raw(byte[] message, Envelope envelope) {
        return checked(envelope, MessageBytes.scan(MessageBytes.canonical(message)));
    }

    /**
     * The envelope that the headers of a message name, for a caller that wants to change a part of it.
     *
     * @param message a message of RFC 5322
     * @return Sender or From, and To, Cc and Bcc
     * @throws InvalidLetterException when they name no sender or no recipient
     */
    public static Envelope envelopeOf(byte[] message) {
        return envelopeOf(MessageBytes.scan(MessageBytes.canonical(message)));
    }

    private static Letter checked(Envelope envelope, MessageBytes content) {
        content.check();
        if (content.first("From").isEmpty()) {
            throw new InvalidLetterException("From", "the field is missing (RFC 5322 section 3.6)");
        }
        content.first("Message-ID").ifPresent(field -> checkMessageId(field.value()));
        return new Letter(envelope, content, Optional.empty(), Map.of());
    }

    private static void checkMessageId(String messageId) {
        boolean wellFormed = messageId.length() > 4
                && messageId.startsWith("<")
                && messageId.endsWith(">")
                && messageId.chars().allMatch(c -> c > ' ' && c != 0x7F)
                && messageId.indexOf('@') > 1
                && messageId.indexOf('<', 1) < 0;
        if (!wellFormed) {
            throw new InvalidLetterException(
                    "Message-ID",
                    Printable.quoted(messageId) + " is not of the form <left@right> (RFC 5322 section 3.6.4)");
        }
    }

    private static MessageBytes bytesOf(MimeMessage message) {
        try {
            boolean ownMessageId = message.getMessageID() != null;
            var headers = message.getAllHeaders();
            while (headers.hasMoreElements()) {
                var header = headers.nextElement();
                checkHeaderValue(header.getName(), header.getValue());
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            // saveChanges gives a message without one a Message-ID of its own, which would carry no token
            message.writeTo(out, ownMessageId ? new String[0] : new String[] {"Message-ID"});
            return MessageBytes.scan(MessageBytes.canonical(out.toByteArray()));
        } catch (MessagingException | java.io.IOException e) {
            throw new InvalidLetterException("content", "the message cannot be written: " + e.getMessage());
        }
    }

    /** A value may be folded, but a line break that starts a new field is somebody's injection. */
    static void checkHeaderValue(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean lineBreak = c == '\r' || c == '\n';
            boolean lineGoesOn = lineBreak
                    && i + 1 < value.length()
                    && (value.charAt(i + 1) == ' '
                            || value.charAt(i + 1) == '\t'
                            || (c == '\r' && value.charAt(i + 1) == '\n' && i + 2 < value.length()));
            if ((lineBreak && !lineGoesOn) || c == 0) {
                throw new InvalidLetterException(name, "has a line break or NUL in its value; take it out");
            }
        }
    }

    private static Envelope envelopeOf(MessageBytes content) {
        List<EmailAddress> authors = addresses(content, "Sender");
        if (authors.isEmpty()) {
            authors = addresses(content, "From");
        }
        if (authors.isEmpty()) {
            throw new InvalidLetterException("From", "the field is missing (RFC 5322 section 3.6)");
        }
        List<EmailAddress> recipients = new ArrayList<>();
        for (String field : List.of("To", "Cc", "Bcc")) {
            recipients.addAll(addresses(content, field));
        }
        return new Envelope(authors.get(0), recipients);
    }

    private static List<EmailAddress> addresses(MessageBytes content, String name) {
        List<EmailAddress> found = new ArrayList<>();
        for (MessageBytes.Field field : content.fields()) {
            if (field.is(name)) {
                found.addAll(parseAddresses(name, field.value()));
            }
        }
        return found;
    }

    /** Reads a header's address list; groups are resolved to their members. */
    static List<EmailAddress> parseAddresses(String field, String value) {
        List<EmailAddress> found = new ArrayList<>();
        try {
            for (InternetAddress address : InternetAddress.parseHeader(value, true)) {
                if (address.isGroup()) {
                    for (InternetAddress member : address.getGroup(true)) {
                        found.add(EmailAddress.of(field, member.getAddress()));
                    }
                } else {
                    found.add(EmailAddress.of(field, address.getAddress()));
                }
            }
        } catch (jakarta.mail.internet.AddressException e) {
            throw new InvalidLetterException(
                    field, Printable.quoted(value) + " is not an address list: " + e.getMessage());
        }
        return found;
    }

    /**
     * Sets the idempotency key: a name of the business event behind the letter. The same key with the same content gives the
     * first letter's tracking; with other content it is an error.
     *
     * @param key 1 to {@value #MAX_KEY_OCTETS} octets without control characters
     * @return a changed copy
     * @throws InvalidLetterException with the field {@code key}
     */
    public Letter key(String key) {
        if (key.isBlank() || key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_OCTETS) {
            throw new InvalidLetterException("key", "must have 1 to " + MAX_KEY_OCTETS + " octets");
        }
        if (key.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidLetterException("key", "has a control character; take it out");
        }
        return new Letter(envelope, content, Optional.of(key), tags);
    }

    /**
     * Adds a label for the caller's own use; it is shown in listeners and output and never sent.
     *
     * @param name at most 128 characters
     * @param value at most 128 characters
     * @return a changed copy
     * @throws InvalidLetterException with the field {@code tag} for more than 16 of them or too long ones
     */
    public Letter tag(String name, String value) {
        Map<String, String> more = new TreeMap<>(tags);
        more.put(name, value);
        if (more.size() > MAX_TAGS || name.length() > MAX_TAG_CHARS || value.length() > MAX_TAG_CHARS) {
            throw new InvalidLetterException(
                    "tag", "at most " + MAX_TAGS + " tags of at most " + MAX_TAG_CHARS + " characters are kept");
        }
        return new Letter(envelope, content, key, Map.copyOf(more));
    }

    /**
     * Sender and recipients.
     *
     * @return the envelope
     */
    public Envelope envelope() {
        return envelope;
    }

    /**
     * The content's length before Message-ID and Date are added.
     *
     * @return octets with CRLF line ends
     */
    public long size() {
        return content.bytes().length;
    }

    /**
     * The Message-ID that the caller chose.
     *
     * @return with angle brackets, or empty when one is to be made
     */
    public Optional<String> messageId() {
        return content.first("Message-ID").map(MessageBytes.Field::value);
    }

    /**
     * The idempotency key.
     *
     * @return the key, if one was set
     */
    public Optional<String> key() {
        return key;
    }

    /**
     * The caller's labels.
     *
     * @return an unmodifiable map
     */
    public Map<String, String> tags() {
        return tags;
    }

    /**
     * Fixes the bytes: Bcc is taken out and kept aside, Date and Message-ID are added where the caller set none.
     *
     * @param id the letter's name
     * @param at the time of acceptance
     * @param newMessageId the Message-ID to use when the caller chose none, with angle brackets
     * @param dispositionNotificationTo where displays are to be notified (RFC 8098), when asked for
     * @param terms what was agreed on
     * @return what the outbox stores
     */
    public SealedLetter seal(
            LetterId id,
            Instant at,
            String newMessageId,
            Optional<EmailAddress> dispositionNotificationTo,
            Terms terms) {
        StringBuilder added = new StringBuilder();
        StringBuilder kept = new StringBuilder();
        StringBuilder bcc = new StringBuilder();
        for (MessageBytes.Field field : content.fields()) {
            if (field.is("Bcc") || field.is("Resent-Bcc")) {
                bcc.append(field.raw());
            } else if (!(dispositionNotificationTo.isPresent() && field.is("Disposition-Notification-To"))) {
                kept.append(field.raw());
            }
        }
        if (content.first("Date").isEmpty()) {
            added.append("Date: ").append(DATE.format(at)).append("\r\n");
        }
        if (messageId().isEmpty()) {
            added.append("Message-ID: ").append(newMessageId).append("\r\n");
        }
        dispositionNotificationTo.ifPresent(to -> added.append("Disposition-Notification-To: <")
                .append(to.value())
                .append(">\r\n"));
        return new SealedLetter(
                id,
                at,
                envelope,
                messageId().orElse(newMessageId),
                messageId().isPresent(),
                WireBytes.of(withHeader(added.append(kept).toString())),
                bcc.toString(),
                key,
                ContentDigest.of(envelope, content),
                tags,
                terms);
    }

    private byte[] withHeader(String header) {
        byte[] head = header.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = content.bytes();
        int bodyStart = content.bodyStart();
        byte[] gap = {'\r', '\n'};
        byte[] wire = new byte[head.length + 2 + all.length - bodyStart];
        System.arraycopy(head, 0, wire, 0, head.length);
        System.arraycopy(gap, 0, wire, head.length, 2);
        System.arraycopy(all, bodyStart, wire, head.length + 2, all.length - bodyStart);
        return wire;
    }
}
