package dev.twotick.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A letter that reached a {@link ScriptedSmtpServer} up to its last dot. Immutable. */
public final class ReceivedLetter {
    private final String queueId;
    private final String reversePath;
    private final Map<String, String> mailParameters;
    private final List<Recipient> recipients;
    private final byte[] bytes;
    private final boolean encrypted;
    private final boolean acknowledged;

    /**
     * A recipient that the server had accepted.
     *
     * @param address the forward-path without angle brackets
     * @param parameters the parameters of RCPT with their names in upper case, for example {@code NOTIFY}
     */
    public record Recipient(String address, Map<String, String> parameters) {
        /** Copies the parameters. */
        public Recipient {
            parameters = Map.copyOf(parameters);
        }
    }

    ReceivedLetter(
            String queueId,
            String reversePath,
            Map<String, String> mailParameters,
            List<Recipient> recipients,
            byte[] bytes,
            boolean encrypted) {
        this(queueId, reversePath, Map.copyOf(mailParameters), List.copyOf(recipients), bytes, encrypted, false);
    }

    private ReceivedLetter(
            String queueId,
            String reversePath,
            Map<String, String> mailParameters,
            List<Recipient> recipients,
            byte[] bytes,
            boolean encrypted,
            boolean acknowledged) {
        this.queueId = queueId;
        this.reversePath = reversePath;
        this.mailParameters = mailParameters;
        this.recipients = recipients;
        this.bytes = bytes;
        this.encrypted = encrypted;
        this.acknowledged = acknowledged;
    }

    /** As it is for one of its recipients. */
    ReceivedLetter only(Recipient recipient) {
        return new ReceivedLetter(
                queueId, reversePath, mailParameters, List.of(recipient), bytes, encrypted, acknowledged);
    }

    ReceivedLetter asAcknowledged() {
        return new ReceivedLetter(queueId, reversePath, mailParameters, recipients, bytes, encrypted, true);
    }

    /**
     * The server's own name for it.
     *
     * @return for example {@code 4X1a}
     */
    public String queueId() {
        return queueId;
    }

    /**
     * The address of MAIL FROM.
     *
     * @return without angle brackets; empty for the null reverse-path
     */
    public String reversePath() {
        return reversePath;
    }

    /**
     * The parameters of MAIL.
     *
     * @return with their names in upper case, for example {@code ENVID}; the value is empty for one without a value
     */
    public Map<String, String> mailParameters() {
        return mailParameters;
    }

    /**
     * The recipients that the server had accepted, in their order.
     *
     * @return at least one
     */
    public List<Recipient> recipients() {
        return recipients;
    }

    /**
     * The addresses of {@link #recipients}.
     *
     * @return in their order
     */
    public List<String> addresses() {
        return recipients.stream().map(Recipient::address).toList();
    }

    /**
     * The letter with its dots unstuffed.
     *
     * @return a copy of the raw bytes
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The letter as text, for assertions.
     *
     * @return the bytes read as UTF-8
     */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * The value of a header field, unfolded.
     *
     * @param name the field's name in any case
     * @return the first such field's value, unless it is blank
     */
    public Optional<String> header(String name) {
        return Optional.of(ReportText.field(ReportText.headerOf(bytes), name)).filter(value -> !value.isEmpty());
    }

    /**
     * Whether it came over TLS.
     *
     * @return true for implicit TLS and after STARTTLS
     */
    public boolean encrypted() {
        return encrypted;
    }

    /**
     * Whether the server gave a complete 2yz reply for it.
     *
     * @return false when it was refused, or when the reply was kept back
     */
    public boolean acknowledged() {
        return acknowledged;
    }

    @Override
    public String toString() {
        return queueId + " from <" + reversePath + "> to " + addresses() + ", " + bytes.length + " octets";
    }
}
