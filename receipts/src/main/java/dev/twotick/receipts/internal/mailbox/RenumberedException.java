package dev.twotick.receipts.internal.mailbox;

import java.io.IOException;

/** The server told of another UIDVALIDITY than the one that the folder was opened with: no UID of it may be used any more. */
final class RenumberedException extends IOException {
    private static final long serialVersionUID = 1;

    RenumberedException() {
        super("the receipt mailbox cannot be read: the folder was renumbered meanwhile (UIDVALIDITY)");
    }
}
