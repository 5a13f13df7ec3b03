package dev.twotick.receipts;

import java.util.List;
import java.util.Optional;

/**
 * A mail that came back, as far as it could be read. Immutable. All texts are foreign: escape them before they are shown.
 *
 * @param kind what it is
 * @param recipients what it says about each recipient, in its own order; a bounce that names none has one without address,
 *     since it tells of a failure all the same
 * @param originalMessageIds the Message-IDs of the letter that came back, best first, with angle brackets
 * @param envelopeId the envelope id of the letter (RFC 3464 Original-Envelope-Id), decoded from xtext
 * @param reportingMta the host that reports, without its name type
 * @param arrivalDate when the letter came to that host, in its own words
 * @param disposition the disposition of a disposition notification
 * @param incomplete whether it calls itself a report but its part for machines is missing or cannot be read, as when a mail was
 *     cut off: the words that are left may be those of a warning as well as of a failure
 * @param sentOn whether somebody else's report is told, which a mail brings that no mail system wrote: then nothing is known of
 *     that report but what stands in it, and what the mail answers is another matter
 * @param outOfTime whether it could not be read in the time that {@link ReceiptLimits} gives; then nothing else is told
 * @param arrival what the outer header tells
 */
public record Receipt(
        ReceiptKind kind,
        List<ReceiptRecipient> recipients,
        List<String> originalMessageIds,
        Optional<String> envelopeId,
        Optional<String> reportingMta,
        Optional<String> arrivalDate,
        Optional<Disposition> disposition,
        boolean incomplete,
        boolean sentOn,
        boolean outOfTime,
        Arrival arrival) {

    /**
     * One that was read in time, and tells for itself.
     *
     * @param kind what it is
     * @param recipients what it says about each recipient
     * @param originalMessageIds the Message-IDs of the letter that came back
     * @param envelopeId the envelope id of the letter
     * @param reportingMta the host that reports
     * @param arrivalDate when the letter came to that host
     * @param disposition the disposition of a disposition notification
     * @param incomplete whether its part for machines is missing or cannot be read
     * @param arrival what the outer header tells
     */
    public Receipt(
            ReceiptKind kind,
            List<ReceiptRecipient> recipients,
            List<String> originalMessageIds,
            Optional<String> envelopeId,
            Optional<String> reportingMta,
            Optional<String> arrivalDate,
            Optional<Disposition> disposition,
            boolean incomplete,
            Arrival arrival) {
        this(
                kind,
                recipients,
                originalMessageIds,
                envelopeId,
                reportingMta,
                arrivalDate,
                disposition,
                incomplete,
                false,
                false,
                arrival);
    }

    /** Copies the lists. */
    public Receipt {
        recipients = List.copyOf(recipients);
        originalMessageIds = List.copyOf(originalMessageIds);
    }

    /**
     * The same as what another mail brings.
     *
     * @param messageIds the Message-IDs of the letter that stand in the report itself
     * @return one that is {@code sentOn}
     */
    public Receipt asSentOn(List<String> messageIds) {
        return new Receipt(
                kind,
                recipients,
                messageIds,
                envelopeId,
                reportingMta,
                arrivalDate,
                disposition,
                incomplete,
                true,
                outOfTime,
                arrival);
    }

    /**
     * The Message-ID of the letter that came back.
     *
     * @return the best one, with angle brackets
     */
    public Optional<String> originalMessageId() {
        return originalMessageIds.stream().findFirst();
    }
}
