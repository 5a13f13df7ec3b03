package dev.twotick.outbox;

import java.util.Locale;
import java.util.Optional;

/** The details that an {@link Event} can carry. The words are those of the JSON output. */
public enum Fact {
    /** The relay's configured name. */
    RELAY,
    /** The server's reply in one line. */
    REPLY,
    /** The relay's own name for the letter. */
    QUEUE_ID,
    /** Why, in one sentence; of evidence, in a few fixed words. */
    REASON,
    /** The phase that was reached. */
    PHASE,
    /** The attempt's number, from 1. */
    ATTEMPT,
    /** When it is due again. */
    DUE,
    /** Whether the relay offered what confirmation needs: {@code true} or {@code false}. */
    CONFIRMATION_OFFERED,
    /** What the letter's handling asked for and the relay does not offer, as EHLO keywords. */
    NOT_OFFERED,
    /** The folder of the Sent copy. */
    FOLDER,
    /** The folder's UIDVALIDITY. */
    UID_VALIDITY,
    /** The copy's UID. */
    UID,
    /** The evidence's id. */
    EVIDENCE_ID,
    /** The evidence's level. */
    LEVEL,
    /** The evidence's source. */
    SOURCE,
    /** The evidence's trust. */
    TRUST,
    /** Who reported. */
    REPORTER,
    /** The enhanced status code of the report. */
    STATUS,
    /** The reporter's own words. */
    DIAGNOSTIC,
    /** Where the raw proof lies. */
    LOCATION,
    /** What is known about the recipient after this evidence. */
    CONFIRMATION,
    /** What was known before this evidence. */
    CONFIRMATION_BEFORE;

    /**
     * The word in output and storage.
     *
     * @return for example {@code queueId}
     */
    public String word() {
        StringBuilder word = new StringBuilder();
        for (String part : name().toLowerCase(Locale.ROOT).split("_", -1)) {
            word.append(word.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return word.toString();
    }

    /**
     * Reads a word.
     *
     * @param word as {@link #word()} gives it
     * @return the fact, or empty for a word that a newer version wrote
     */
    public static Optional<Fact> ofWord(String word) {
        for (Fact fact : values()) {
            if (fact.word().equals(word)) {
                return Optional.of(fact);
            }
        }
        return Optional.empty();
    }
}
