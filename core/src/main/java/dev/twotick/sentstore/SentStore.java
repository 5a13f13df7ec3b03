package dev.twotick.sentstore;

import java.util.Optional;

/**
 * SPI: keeps the copy in the sender's Sent folder.
 *
 * <ul>
 *   <li><b>Who calls it:</b> the engine's filing desk after a relay took the letter, and its doubt resolver, which looks for
 *       the provider's own copy as proof of submission.
 *   <li><b>On which thread:</b> worker threads of the engine, several at once.
 *   <li><b>How often:</b> {@link #file} until it answers with something other than {@link Filing.Postponed}; a crash between
 *       its answer and our record of it repeats it, so it looks for the Message-ID before it appends.
 *   <li><b>May it block:</b> yes, within finite time-outs of its own.
 *   <li><b>Nulls:</b> neither given nor taken.
 *   <li><b>Failures:</b> are answers. An exception that escapes is treated as {@link Filing.Postponed} by {@link #file} and as
 *       "not found" by {@link #find}. Nothing here ever touches the submission.
 *   <li><b>Closing:</b> once, when the engine stops; no method is called afterwards.
 * </ul>
 */
public interface SentStore extends AutoCloseable {
    /**
     * Files a copy unless one with its Message-ID is there.
     *
     * @param copy the copy
     * @return what came of it
     */
    Filing file(SentCopy copy);

    /**
     * Looks for a copy.
     *
     * @param messageId with angle brackets
     * @return the copy's place; empty when there is none or it could not be looked for, which proves nothing
     */
    Optional<Filing.Found> find(String messageId);

    /** Gives everything back. Idempotent. */
    @Override
    void close();
}
