package dev.twotick;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.Printable;

/** An idempotency key was used before for a letter with other content or recipients. Nothing was stored. */
public final class KeyTakenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The letter that has the key. */
    private final transient LetterId first;

    KeyTakenException(String key, LetterId first) {
        super("key: " + Printable.quoted(key) + " was used for other content, by the letter " + first
                + "; use a new key for a new letter");
        this.first = first;
    }

    /**
     * The letter that was accepted first under the key.
     *
     * @return its id
     */
    public LetterId first() {
        return first;
    }
}
