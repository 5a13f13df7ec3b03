package dev.twotick.receipts.internal.mailbox;

import java.io.IOException;
import java.util.Collection;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;

/** Changes some mails of the folder that is open, named by their UIDs (RFC 9051 section 6.4). Used by one thread. */
final class MailChanges {
    private final IMAPProtocol protocol;
    private final String uids;

    MailChanges(IMAPProtocol protocol, Collection<Long> uids) {
        this.protocol = protocol;
        this.uids = uids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    void markSeen() throws ProtocolException, IOException {
        change("UID STORE " + uids + " +FLAGS.SILENT (\\Seen)", new Argument());
    }

    /**
     * Moves them (RFC 6851). Where the server cannot, they are copied and marked as deleted, and removed if that can be done
     * without removing what others marked (RFC 4315).
     */
    void move(String folder) throws ProtocolException, IOException {
        Argument to = new Argument();
        to.writeString(BASE64MailboxEncoder.encode(folder));
        if (protocol.hasCapability("MOVE")) {
            change("UID MOVE " + uids, to);
            return;
        }
        change("UID COPY " + uids, to);
        change("UID STORE " + uids + " +FLAGS.SILENT (\\Deleted)", new Argument());
        if (protocol.hasCapability("UIDPLUS")) {
            change("UID EXPUNGE " + uids, new Argument());
        }
    }

    private void change(String command, Argument more) throws ProtocolException, IOException {
        Response[] answers = protocol.command(command, more);
        protocol.notifyResponseHandlers(answers);
        Response status = answers[answers.length - 1];
        if (status.isNO() || status.isBAD()) {
            throw new RefusedException(status);
        }
        protocol.handleResult(status);
    }
}
