package dev.twotick.transport;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Handling;
import dev.twotick.letter.InvalidLetterException;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.WireBytes;
import java.util.List;
import java.util.Optional;

/**
 * One SMTP transaction: one letter to some of its recipients. Immutable.
 *
 * @param letter the letter's name, for logs
 * @param reversePath the MAIL FROM address, which may bear a token; empty for the null reverse-path
 * @param recipients at least one, in order
 * @param content the letter's bytes
 * @param dsn what to ask of a relay that offers DSN; empty: nothing
 * @param handling what else to ask of the relay, as far as it offers it
 */
public record Submission(
        LetterId letter,
        Optional<EmailAddress> reversePath,
        List<Recipient> recipients,
        WireBytes content,
        Optional<DsnRequest> dsn,
        Handling handling) {

    /**
     * A submission with the usual handling.
     *
     * @param letter the letter's name
     * @param reversePath the MAIL FROM address
     * @param recipients at least one
     * @param content the letter's bytes
     * @param dsn what to ask of a relay that offers DSN
     */
    public Submission(
            LetterId letter,
            Optional<EmailAddress> reversePath,
            List<Recipient> recipients,
            WireBytes content,
            Optional<DsnRequest> dsn) {
        this(letter, reversePath, recipients, content, dsn, Handling.USUAL);
    }

    /**
     * One recipient of the transaction.
     *
     * @param number its number in the letter's envelope, from 1
     * @param address the forward-path
     */
    public record Recipient(int number, EmailAddress address) {}

    /**
     * What delivery reports are asked for (RFC 3461): {@code NOTIFY} for each recipient with its address as {@code ORCPT},
     * {@code RET=HDRS} since we have the letter, and {@code ENVID}.
     *
     * @param envelopeId the ENVID before xtext encoding, printable ASCII, at most 100 characters
     * @param success whether a report is asked for that says that it was delivered; failures and delays always are
     */
    public record DsnRequest(String envelopeId, boolean success) {
        private static final int MAX_ENVID = 100;

        /**
         * Checks the envelope id.
         *
         * @throws InvalidLetterException with the field {@code envid}
         */
        public DsnRequest {
            boolean printable = envelopeId.chars().allMatch(c -> c > ' ' && c < 0x7F);
            if (envelopeId.isEmpty() || envelopeId.length() > MAX_ENVID || !printable) {
                throw new InvalidLetterException(
                        "envid", "must have 1 to " + MAX_ENVID + " printable ASCII characters without line breaks");
            }
        }
    }

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException when there is no recipient
     */
    public Submission {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a submission needs a recipient");
        }
    }
}
