package dev.twotick.confirmation;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import java.util.List;
import java.util.Optional;

/**
 * How proof is asked for in one submission: where reports are to go and what they are to bring back. It is computed from what
 * is fixed with the letter, so that every attempt asks the same.
 *
 * @param reversePath the address that reports come to, with the token as sub-address (RFC 5233)
 * @param envelopeId the ENVID (RFC 3461): the token again
 * @param success whether a report of success is asked for, not of failure and delay only
 */
public record ConfirmationRequest(EmailAddress reversePath, String envelopeId, boolean success) {
    /** Octets that a receipt address's local part may have beside the token and its separator: {@value}. */
    public static final int MAX_LOCAL_PART = 64 - 1 - Token.LENGTH;

    /**
     * Asks for some recipients of a letter.
     *
     * @param letter the letter
     * @param recipients the numbers of the recipients of the submission
     * @param keys what signs the token
     * @return the request, or empty when receipts are not read
     */
    public static Optional<ConfirmationRequest> of(SealedLetter letter, List<Integer> recipients, TokenKeys keys) {
        boolean success = letter.terms().assurance().reach().asksConfirmation();
        return letter.terms().receiptAddress().map(address -> {
            String token = token(letter, recipients, keys).text();
            return new ConfirmationRequest(withToken(address, token), token, success);
        });
    }

    /**
     * Whether each recipient goes in a submission of its own, so that each can be proven alone.
     *
     * @param letter the letter
     * @return true when proof is asked for and can come back
     */
    public static boolean oneByOne(SealedLetter letter) {
        return letter.terms().assurance().reach().asksConfirmation()
                && letter.terms().receiptAddress().isPresent();
    }

    /**
     * The token for a letter that is being sealed: of its only recipient, or of the letter as a whole.
     *
     * @param letter the letter's id
     * @param recipients all its recipients
     * @param keys what signs the token
     * @return the token
     */
    public static Token tokenOf(LetterId letter, List<EmailAddress> recipients, TokenKeys keys) {
        return recipients.size() == 1
                ? keys.issue(letter, 1, recipients.get(0).canonical(), letter.acceptedAt())
                : keys.issue(letter, Token.WHOLE_LETTER, "", letter.acceptedAt());
    }

    private static Token token(SealedLetter letter, List<Integer> recipients, TokenKeys keys) {
        // decided by the letter and not by the submission, so that a retry of one recipient asks the same as before
        boolean alone = oneByOne(letter) || letter.envelope().recipients().size() == 1;
        if (!alone) {
            return keys.issue(letter.id(), Token.WHOLE_LETTER, "", letter.id().acceptedAt());
        }
        int number = recipients.get(0);
        String address = letter.envelope().recipients().get(number - 1).canonical();
        return keys.issue(letter.id(), number, address, letter.id().acceptedAt());
    }

    /**
     * Puts a token into an address.
     *
     * @param address the receipt address
     * @param token the token's text
     * @return {@code local+token@domain}
     */
    public static EmailAddress withToken(EmailAddress address, String token) {
        return new EmailAddress(address.localPart() + "+" + token, address.domain());
    }
}
