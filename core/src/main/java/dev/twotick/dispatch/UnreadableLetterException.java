package dev.twotick.dispatch;

import dev.twotick.letter.LetterId;

/** A letter's rows are damaged, while the outbox is well otherwise. */
final class UnreadableLetterException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableLetterException(LetterId letter, Throwable cause) {
        super("letter " + letter + " cannot be read", cause);
    }
}
