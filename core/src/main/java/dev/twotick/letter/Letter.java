package dev.twotick.letter;

import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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
    private final Handling handling;

    private Letter(
            Envelope envelope,
            MessageBytes content,
            Optional<String> key,
            Map<String, String> tags,
            Handling handling) {
        this.envelope = envelope;
        this.content = content;
        this.key = key;
        this.tags = tags;
        this.handling = handling;
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
     * that was never saved is saved by this, as Jakarta Mail always does when it writes one. A header of any part with a line
     * break that is no folding is refused.
     *
     * @param message the message
     * @return the letter
     * @throws InvalidLetterException when the message cannot be sent as it is, or has Resent fields and so needs an
     *     envelope of its own
     */
    public static Letter of(MimeMessage message) {
        MessageBytes content = MimeMessageBytes.of(message);
        content.check();
        return checked(new HeaderEnvelope(content).read(), content);
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
        return checked(envelope, MimeMessageBytes.of(message));
    }

    /**
     * Takes the bytes of a message with the envelope that its headers name.
     *
     * <p>Line ends are made CRLF before anything is read: LF alone everywhere, also beside CRLF, and CR alone in the body. A
     * CR alone in the header section is refused, because readers disagree whether a new field begins after it.
     *
     * @param message a message of RFC 5322
     * @return the letter
     * @throws InvalidLetterException when the message cannot be sent as it is, or has Resent fields and so needs an
     *     envelope of its own
     */
    public static Letter raw(byte[] message) {
        MessageBytes content = scan(message);
        content.check();
        return checked(new HeaderEnvelope(content).read(), content);
    }

    /**
     * Takes the bytes of a message with an envelope of its own.
     *
     * @param message a message of RFC 5322; line ends are made CRLF as {@link #raw(byte[])} says
     * @param envelope sender and recipients, whatever the headers say
     * @return the letter
     * @throws InvalidLetterException when the message cannot be sent as it is
     */
    public static Letter raw(byte[] message, Envelope envelope) {
        return checked(envelope, scan(message));
    }

    /**
     * The envelope that the headers of a message name, for a caller that wants to change a part of it.
     *
     * @param message a message of RFC 5322
     * @return Sender or From, and To, Cc and Bcc
     * @throws InvalidLetterException when they name no sender or no recipient, or when the message has Resent fields
     */
    public static Envelope envelopeOf(byte[] message) {
        return new HeaderEnvelope(scan(message)).read();
    }

    /**
     * The sender that the headers of a message name, for a caller that chooses the recipients itself.
     *
     * @param message a message of RFC 5322, which need not name a recipient
     * @return Sender or, without one, the first of From
     * @throws InvalidLetterException when they name none, or when the message has Resent fields
     */
    public static EmailAddress senderOf(byte[] message) {
        return new HeaderEnvelope(scan(message)).sender();
    }

    private static MessageBytes scan(byte[] message) {
        return MessageBytes.scan(MessageBytes.canonical(message));
    }

    private static Letter checked(Envelope envelope, MessageBytes content) {
        content.check();
        return new Letter(envelope, content, Optional.empty(), Map.of(), Handling.USUAL);
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
        return new Letter(envelope, content, Optional.of(key), tags, handling);
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
        return new Letter(envelope, content, key, Map.copyOf(more), handling);
    }

    /**
     * Sets how the letter is to be treated on its way: tenant, priority, not before, and what its relay is asked for.
     *
     * @param other the handling
     * @return a changed copy
     */
    public Letter handling(Handling other) {
        return new Letter(envelope, content, key, tags, other);
    }

    /**
     * How the letter is to be treated on its way.
     *
     * @return the handling, {@link Handling#USUAL} unless set
     */
    public Handling handling() {
        return handling;
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
                terms,
                Optional.empty());
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
