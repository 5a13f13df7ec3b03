package dev.twotick.receipts.internal.mime;

/** Reading a mail has taken as long as it may. Caught where reading began. */
public final class OutOfTimeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutOfTimeException() {
        super("reading the mail takes too long", null, false, false);
    }
}
