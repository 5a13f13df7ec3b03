package dev.twotick.receipts.internal.mailbox;

import dev.twotick.letter.Printable;
import java.io.IOException;
import org.eclipse.angus.mail.iap.Response;

/** The server refuses a command; the connection is well. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    /** With the words of the tagged answer. */
    RefusedException(Response answer) {
        super("the server refuses: " + Printable.of(String.valueOf(answer.getRest()), 300));
    }
}
