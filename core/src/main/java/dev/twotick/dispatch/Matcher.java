package dev.twotick.dispatch;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.Token;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.InvalidLetterException;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Outbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the letter and the recipient that a claim is about, and grades the match: by the token in the address that the receipt
 * came to, then in the envelope id, then in the Message-IDs that came back. The final recipient alone never matches anything.
 */
final class Matcher {
    private final Outbox outbox;
    private final TokenKeys keys;

    Matcher(Outbox outbox, TokenKeys keys) {
        this.outbox = outbox;
        this.keys = keys;
    }

    /** A recipient of a letter, and how sure it is that the claim is about it. */
    record Match(SealedLetter letter, int recipient, Trust trust) {}

    Optional<Match> match(Claim claim, Instant now) {
        List<String> places = new ArrayList<>(claim.arrivedAt());
        claim.envelopeId().ifPresent(places::add);
        places.addAll(claim.messageIds());
        Optional<Match> weak = Optional.empty();
        for (String place : places) {
            for (Token token : Token.findIn(place)) {
                Optional<Match> match = byToken(token, claim, now);
                if (match.isPresent() && match.get().trust().counts()) {
                    return match;
                }
                weak = weak.or(() -> match);
            }
        }
        return weak.or(() -> byMessageId(claim));
    }

    private Optional<Match> byToken(Token token, Claim claim, Instant now) {
        Optional<SealedLetter> found = outbox.find(token.letter()).map(Delivery::letter);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        SealedLetter letter = found.get();
        List<EmailAddress> recipients = letter.envelope().recipients();
        if (token.recipient() == Token.WHOLE_LETTER) {
            return keys.genuine(token, "", now) ? selected(letter, claim) : Optional.empty();
        }
        if (token.recipient() > recipients.size()) {
            return Optional.empty();
        }
        String address = recipients.get(token.recipient() - 1).canonical();
        return keys.genuine(token, address, now)
                ? Optional.of(
                        new Match(letter, token.recipient(), claim.authenticated() ? Trust.VERIFIED : Trust.PLAUSIBLE))
                : Optional.empty();
    }

    /** Every recipient sees the Message-ID, and one that the caller chose may be guessed by anybody: WEAK at most. */
    private Optional<Match> byMessageId(Claim claim) {
        for (String messageId : claim.messageIds()) {
            Optional<LetterId> id = outbox.findByMessageId(messageId);
            Optional<Match> match = id.flatMap(outbox::find).flatMap(delivery -> selected(delivery.letter(), claim));
            if (match.isPresent()) {
                return match;
            }
        }
        return Optional.empty();
    }

    /** The letter is known, not the recipient: the addresses in the receipt may select one, but prove nothing. */
    private static Optional<Match> selected(SealedLetter letter, Claim claim) {
        List<EmailAddress> recipients = letter.envelope().recipients();
        if (recipients.size() == 1) {
            return Optional.of(new Match(letter, 1, Trust.WEAK));
        }
        return number(recipients, claim.originalRecipient())
                .or(() -> number(recipients, claim.finalRecipient()))
                .map(number -> new Match(letter, number, Trust.WEAK));
    }

    private static Optional<Integer> number(List<EmailAddress> recipients, Optional<String> address) {
        String wanted = address.flatMap(Matcher::canonical).orElse("");
        for (int i = 0; i < recipients.size(); i++) {
            if (recipients.get(i).canonical().equals(wanted)) {
                return Optional.of(i + 1);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> canonical(String address) {
        try {
            return Optional.of(EmailAddress.of(address).canonical());
        } catch (InvalidLetterException e) {
            return Optional.empty();
        }
    }
}
