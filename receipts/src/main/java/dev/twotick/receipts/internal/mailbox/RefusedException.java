package dev.twotick.receipts.internal.mailbox;

import dev.twotick.letter.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.eclipse.angus.mail.iap.Response;

/** The server refuses a command; the connection is well. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    /** What a server says of itself and not of a mail (RFC 5530). */
    private static final List<String> PASSING = List.of("[UNAVAILABLE]", "[INUSE]", "[LIMIT]");

    /** With the words of the tagged answer. */
    RefusedException(Response answer) {
        super("the server refuses: " + Printable.of(String.valueOf(answer.getRest()), 300));
    }

    /** Whether the server is to blame, and will do it later. */
    boolean passes() {
        String words = String.valueOf(getMessage()).toUpperCase(Locale.ROOT);
        return PASSING.stream().anyMatch(words::contains);
    }
}
