package dev.twotick;

import dev.twotick.confirmation.ConfirmationRequest;
import dev.twotick.confirmation.Token;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Assurance.Reach;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.InvalidLetterException;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.Terms;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/** Checks letters and seals them under the terms that are configured. Thread-safe. */
final class Reception {
    private final SecureRandom random = new SecureRandom();
    private final Assembly.LetterDefaults defaults;
    private final OnDoubt onDoubt;
    private final TokenKeys keys;
    private final boolean copies;
    private final boolean acceptOnly;

    Reception(Assembly.LetterDefaults defaults, OnDoubt onDoubt, TokenKeys keys, boolean copies, boolean acceptOnly) {
        this.defaults = defaults;
        this.onDoubt = onDoubt;
        this.keys = keys;
        this.copies = copies;
        this.acceptOnly = acceptOnly;
    }

    void check(Letter letter, Assurance assurance) {
        if (letter.size() > defaults.maxSize()) {
            throw new InvalidLetterException(
                    "content",
                    "has " + letter.size() + " octets, more than letter.max-size allows (" + defaults.maxSize()
                            + "); send a link instead");
        }
        if (assurance.reach() == Reach.FILED && !copies) {
            throw new InvalidLetterException("assurance", "filed needs a Sent store; set sent-store.url");
        }
        if (assurance.reach() == Reach.BEST_EFFORT && acceptOnly) {
            throw new InvalidLetterException(
                    "assurance", "best-effort is not possible where letters are only accepted");
        }
    }

    SealedLetter seal(Letter letter, Assurance assurance, Instant now) {
        LetterId id = LetterId.create(now, random);
        boolean durably = assurance.reach() != Reach.BEST_EFFORT;
        Optional<EmailAddress> receiptAddress = durably ? defaults.receiptAddress() : Optional.empty();
        Token token = ConfirmationRequest.tokenOf(id, letter.envelope().recipients(), keys);
        // several share the header, and none of them has the reverse-path that it would have to name (RFC 8098 section
        // 2.1)
        boolean asksForDisplay = assurance.reach() == Reach.DISPLAYED
                && letter.envelope().recipients().size() == 1;
        Optional<EmailAddress> notifyDisplays = asksForDisplay
                ? receiptAddress.map(address -> ConfirmationRequest.withToken(address, token.text()))
                : Optional.empty();
        SealedLetter sealed = letter.seal(
                id,
                id.acceptedAt(),
                "<" + token.text() + "@" + letter.envelope().sender().asciiDomain() + ">",
                notifyDisplays,
                new Terms(
                        assurance.orElse(defaults.deadline(), onDoubt),
                        durably && copies,
                        receiptAddress,
                        letter.handling()));
        return sealed.signedWith(token.keyId());
    }
}
