package dev.twotick.dispatch;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.Token;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.confirmation.Trust;
import dev.twotick.dispatch.LetterShelf.OnShelf;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.InvalidLetterException;
import dev.twotick.letter.LetterId;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the letter and the recipient that a claim is about, and grades the match: by the token in the address that the receipt
 * came to, then in the envelope id, then by the queue id of our own relay, then by the Message-IDs that came back. The final
 * recipient alone never matches anything. Used by one thread, for one batch of claims.
 */
final class Matcher {
    /** A genuine receipt bears one token, perhaps in several places; who sends many makes us look for as many letters. */
    private static final int MOST_TOKENS = 4;

    /** The letter's own, and those that it answers: the nearest come first. */
    private static final int MOST_MESSAGE_IDS = 5;

    private static final int MOST_PLACES = 64;
    private static final int MOST_JUDGED = 1000;

    private final LetterShelf shelf;
    private final TokenKeys keys;
    private final Instant now;

    /** Whether a token of a whole letter is ours: all claims of a report bear the same one. */
    private final Map<Token, Boolean> judged = new HashMap<>();

    Matcher(LetterShelf shelf, TokenKeys keys, Instant now) {
        this.shelf = shelf;
        this.keys = keys;
        this.now = now;
    }

    /** A recipient of a letter, and how sure it is that the claim is about it. */
    record Match(OnShelf letter, int recipient, Trust trust) {
        LetterId id() {
            return letter.letter().id();
        }
    }

    /**
     * The best match; empty for what is not ours.
     *
     * @throws UnreadableLetterException when it is about a letter that is damaged
     */
    Optional<Match> match(Claim claim) throws UnreadableLetterException {
        Optional<Match> best = byToken(secret(claim), claim, claim.authenticated() ? Trust.VERIFIED : Trust.PLAUSIBLE);
        if (!counts(best)) {
            best = better(best, byQueueId(claim));
        }
        if (!counts(best)) {
            // every recipient of a letter, and whoever it is passed on to, sees its Message-ID
            best = better(best, byToken(tokens(claim.messageIds()), claim, Trust.PLAUSIBLE));
        }
        return best.isPresent() ? best : byMessageId(claim);
    }

    private static boolean counts(Optional<Match> match) {
        return match.isPresent() && match.get().trust().counts();
    }

    private static Optional<Match> better(Optional<Match> first, Optional<Match> second) {
        return counts(second) ? second : first.or(() -> second);
    }

    /** The tokens that only those see who carry the letter. */
    private static Set<Token> secret(Claim claim) {
        return tokens(Stream.concat(claim.arrivedAt().stream().limit(MOST_PLACES), claim.envelopeId().stream())
                .toList());
    }

    private static Set<Token> tokens(List<String> places) {
        Set<Token> tokens = new LinkedHashSet<>();
        places.stream().limit(MOST_PLACES + 1L).forEach(place -> tokens.addAll(Token.findIn(place)));
        return tokens;
    }

    private Optional<Match> byToken(Set<Token> tokens, Claim claim, Trust own) throws UnreadableLetterException {
        Optional<Match> weak = Optional.empty();
        for (Token token : worthLooking(tokens.stream()).toList()) {
            Optional<OnShelf> letter = shelf.letter(token.letter());
            Optional<Match> match = letter.isEmpty() ? Optional.empty() : byToken(token, letter.get(), claim, own);
            if (counts(match)) {
                return match;
            }
            weak = weak.isPresent() ? weak : match;
        }
        return weak;
    }

    /** A token of a whole letter is proven or refused without the letter. */
    private Stream<Token> worthLooking(Stream<Token> tokens) {
        return tokens.filter(token -> keys.mayBeGenuine(token, now))
                .limit(MOST_TOKENS)
                .filter(token -> token.recipient() != Token.WHOLE_LETTER || isGenuine(token));
    }

    private Optional<Match> byToken(Token token, OnShelf letter, Claim claim, Trust own) {
        List<EmailAddress> recipients = letter.recipients();
        if (token.recipient() == Token.WHOLE_LETTER) {
            return selected(letter, claim);
        }
        return token.recipient() <= recipients.size()
                        && keys.genuine(
                                token, recipients.get(token.recipient() - 1).canonical(), now)
                ? Optional.of(new Match(letter, token.recipient(), own))
                : Optional.empty();
    }

    private boolean isGenuine(Token token) {
        if (judged.size() > MOST_JUDGED) {
            judged.clear();
        }
        return judged.computeIfAbsent(token, one -> keys.genuine(one, "", now));
    }

    /** What our own relay says about a letter that it took under this name, to one of those recipients. */
    private Optional<Match> byQueueId(Claim claim) throws UnreadableLetterException {
        if (!claim.authenticated() || claim.queueId().isEmpty()) {
            return Optional.empty();
        }
        for (LetterId id : shelf.byQueueId(claim.queueId().get())) {
            Optional<OnShelf> letter = shelf.letter(id);
            Optional<Integer> number = letter.flatMap(found -> number(found, claim));
            if (number.isPresent() && QueueIdTerm.holds(letter.get(), number.get(), claim)) {
                return Optional.of(new Match(letter.get(), number.get(), Trust.VERIFIED));
            }
        }
        return Optional.empty();
    }

    /** A Message-ID that the caller chose may be guessed by anybody: WEAK at most. */
    private Optional<Match> byMessageId(Claim claim) throws UnreadableLetterException {
        for (String messageId :
                claim.messageIds().stream().limit(MOST_MESSAGE_IDS).toList()) {
            Optional<LetterId> id = shelf.byMessageId(messageId);
            Optional<OnShelf> letter = id.isEmpty() ? Optional.empty() : shelf.letter(id.get());
            Optional<Match> match = letter.flatMap(found -> selected(found, claim));
            if (match.isPresent()) {
                return match;
            }
        }
        return Optional.empty();
    }

    /** The letter is known, not the recipient: the addresses in the receipt may select one, but prove nothing. */
    private static Optional<Match> selected(OnShelf letter, Claim claim) {
        Optional<Integer> only = letter.recipients().size() == 1 ? Optional.of(1) : number(letter, claim);
        return only.map(number -> new Match(letter, number, Trust.WEAK));
    }

    private static Optional<Integer> number(OnShelf letter, Claim claim) {
        return number(letter, claim.originalRecipient()).or(() -> number(letter, claim.finalRecipient()));
    }

    private static Optional<Integer> number(OnShelf letter, Optional<String> address) {
        return address.flatMap(Matcher::canonical)
                .flatMap(wanted -> Optional.ofNullable(letter.numbers().get(wanted)));
    }

    private static Optional<String> canonical(String address) {
        try {
            return Optional.of(EmailAddress.of(address).canonical());
        } catch (InvalidLetterException e) {
            return Optional.empty();
        }
    }

    /** Letters that the claim's tokens name and that are no longer there. */
    Optional<LetterId> purged(Claim claim) {
        return worthLooking(Stream.concat(secret(claim).stream(), tokens(claim.messageIds()).stream()))
                .map(Token::letter)
                .filter(shelf::isPurged)
                .findFirst();
    }
}
