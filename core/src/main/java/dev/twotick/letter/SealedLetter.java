package dev.twotick.letter;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A letter as it was accepted: id, time and bytes are fixed, and nothing about it changes any more. This is what an outbox
 * stores.
 *
 * @param id the letter's name
 * @param acceptedAt when {@code send} was called, by the outbox's clock
 * @param envelope sender and recipients; a recipient's number is its place in the list, counted from 1
 * @param messageId the Message-ID with its angle brackets
 * @param ownMessageId whether the caller chose it, so that it bears no token of ours
 * @param wire what every submission sends
 * @param bccFields the raw Bcc fields with their line ends, kept for the Sent copy only; may be empty
 * @param key the caller's idempotency key
 * @param contentDigest SHA-256 of envelope and content without what changes at every composing, 64 hexadecimal digits
 * @param tags the caller's own labels, never sent
 * @param terms what was agreed on when it was accepted
 * @param tokenKey the number of the key that signs the letter's tokens, so that every attempt asks for proof in the same words;
 *     empty: the key that signs at the time of each
 */
public record SealedLetter(
        LetterId id,
        Instant acceptedAt,
        Envelope envelope,
        String messageId,
        boolean ownMessageId,
        WireBytes wire,
        String bccFields,
        Optional<String> key,
        String contentDigest,
        Map<String, String> tags,
        Terms terms,
        Optional<Integer> tokenKey) {

    /** Copies the tags. */
    public SealedLetter {
        tags = Map.copyOf(tags);
    }

    /**
     * The same letter, whose tokens are signed with a certain key.
     *
     * @param number the key's number
     * @return the letter
     */
    public SealedLetter signedWith(int number) {
        return new SealedLetter(
                id,
                acceptedAt,
                envelope,
                messageId,
                ownMessageId,
                wire,
                bccFields,
                key,
                contentDigest,
                tags,
                terms,
                Optional.of(number));
    }

    /**
     * The same letter with its bytes elsewhere.
     *
     * @param other where
     * @return the letter
     */
    public SealedLetter withWire(WireBytes other) {
        return new SealedLetter(
                id,
                acceptedAt,
                envelope,
                messageId,
                ownMessageId,
                other,
                bccFields,
                key,
                contentDigest,
                tags,
                terms,
                tokenKey);
    }

    /**
     * When the proof has to be there.
     *
     * @return the deadline, or empty when no confirmation is asked for
     */
    public Optional<Instant> deadline() {
        Assurance assurance = terms.assurance();
        return assurance.reach().asksConfirmation() ? assurance.deadline().map(acceptedAt::plus) : Optional.empty();
    }
}
