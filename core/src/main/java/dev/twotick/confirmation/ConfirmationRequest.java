package dev.twotick.confirmation;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.InvalidLetterException;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How proof is asked for in one submission: where reports are to go and what they are to bring back. It is computed from what
 * is fixed with the letter, so that every attempt asks the same: also when the keys were changed meanwhile, since the key that
 * was the first when the letter was sealed goes on signing for it while it is among them.
 *
 * @param reversePath the address that reports come to, with the token as sub-address (RFC 5233) or as its whole local part
 * @param envelopeId the ENVID (RFC 3461): the token again
 * @param success whether a report of success is asked for, not of failure and delay only
 */
public record ConfirmationRequest(EmailAddress reversePath, String envelopeId, boolean success) {
    /** Octets that a receipt address's local part may have beside the token and its separator: {@value}. */
    public static final int MAX_LOCAL_PART = 64 - 1 - Token.LENGTH;

    /** What stands for the token in a receipt address; one without it gets the token as sub-address: {@value}. */
    public static final String TOKEN_PLACE = "*";

    private static final Pattern BESIDE_A_WORD = Pattern.compile("[\\p{L}\\p{N}]\\*|\\*[\\p{L}\\p{N}]");

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
        int number = alone ? recipients.get(0) : Token.WHOLE_LETTER;
        String address = alone ? letter.envelope().recipients().get(number - 1).canonical() : "";
        return keys.issue(letter.id(), number, address, letter.id().acceptedAt(), letter.tokenKey());
    }

    /**
     * Puts a token into an address. In the place of its star, so that {@code *@bounces.example} gives the token as whole local
     * part for a domain of which one mailbox takes all mail; without a star, as sub-address (RFC 5233).
     *
     * @param address the receipt address
     * @param token the token's text
     * @return {@code token@domain}, {@code local+token@domain}, or whatever else stands around the star
     */
    public static EmailAddress withToken(EmailAddress address, String token) {
        return new EmailAddress(placed(address.localPart()).replace(TOKEN_PLACE, token), address.domain());
    }

    private static String placed(String localPart) {
        return localPart.contains(TOKEN_PLACE) ? localPart : localPart + "+" + TOKEN_PLACE;
    }

    /**
     * What keeps a token from being put into an address, or from being found there again.
     *
     * @param address the receipt address
     * @return the fault and how to mend it; empty when there is none
     */
    public static Optional<String> problemOf(EmailAddress address) {
        String local = placed(address.localPart());
        String around = local.replace(TOKEN_PLACE, "");
        if (local.length() - around.length() > TOKEN_PLACE.length()) {
            return Optional.of("has more than one " + TOKEN_PLACE + "; write it once, where the token is to stand");
        }
        if (around.getBytes(StandardCharsets.UTF_8).length > MAX_LOCAL_PART + 1) {
            return Optional.of("its local part may have at most " + MAX_LOCAL_PART
                    + " characters, since a token and a separator are added to it");
        }
        if (BESIDE_A_WORD.matcher(local).find()) {
            return Optional.of("a letter or digit touches the " + TOKEN_PLACE
                    + ", so that no token could be told from it; put a separator between them, such as + or -");
        }
        try {
            // a quoted local part, for example, cannot have one added
            withToken(address, "0".repeat(Token.LENGTH));
            return Optional.empty();
        } catch (InvalidLetterException e) {
            return Optional.of(e.problem());
        }
    }
}
