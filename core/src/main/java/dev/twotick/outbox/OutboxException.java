package dev.twotick.outbox;

/** The outbox cannot be read or written just now. What was to be written may or may not be there when a commit was cut. */
public final class OutboxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Says what could not be done.
     *
     * @param message what was tried and what to look at, in one sentence
     * @param cause the store's own error
     */
    public OutboxException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Says what could not be done.
     *
     * @param message what was tried and what to look at, in one sentence
     */
    public OutboxException(String message) {
        super(message);
    }
}
