package dev.twotick.outbox;

/** How far the Sent copy is. It never touches the submission. */
public enum SentCopyState implements ItemState {
    /** Nothing to file yet, or no copy wanted. */
    NONE,
    /** A relay took the letter; the copy is to be made. */
    PENDING,
    /** Appended by us. */
    FILED,
    /** Found there: the provider's own copy, or one of an earlier try. */
    FOUND,
    /** Left out, as it should be. */
    SKIPPED,
    /** Given up. */
    FAILED;

    /**
     * Whether nothing more happens to it.
     *
     * @return true when it is filed, found, skipped or given up
     */
    public boolean settled() {
        return this != NONE && this != PENDING;
    }

    @Override
    public boolean mayBecome(ItemState next) {
        return next instanceof SentCopyState
                && switch (this) {
                    case NONE -> next == PENDING;
                    case PENDING -> next != NONE;
                    case FILED, FOUND, SKIPPED, FAILED -> false;
                };
    }
}
