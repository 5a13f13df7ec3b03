package dev.twotick.receipts.internal.mailbox;

import java.io.IOException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;

/**
 * One IDLE command (RFC 2177), which the server may refuse and either side may end. The protocol layer's own waits for ever when it
 * is refused. Used by one thread.
 */
final class Idle {
    private final IMAPProtocol protocol;
    private final String tag;
    private boolean over;

    /** Asks for it. */
    Idle(IMAPProtocol protocol) throws ProtocolException, IOException {
        this.protocol = protocol;
        this.tag = protocol.writeCommand("IDLE", null);
    }

    /** Reads until the server begins it; false when it does not. */
    boolean begins() throws ProtocolException, IOException {
        boolean begun = false;
        while (!begun && !over) {
            begun = next().isContinuation();
        }
        return begun;
    }

    /** Whether the server has given its last answer. */
    boolean over() {
        return over;
    }

    /** Reads an answer; how it ends does not matter. */
    Response next() throws ProtocolException, IOException {
        Response answer = protocol.readResponse();
        protocol.notifyResponseHandlers(new Response[] {answer});
        if (answer.isBYE()) {
            protocol.handleResult(answer);
        }
        over = answer.isTagged() && tag.equals(answer.getTag());
        return answer;
    }

    /** Ends it. */
    void end() throws ProtocolException, IOException {
        protocol.idleAbort();
        while (!over) {
            next();
        }
    }
}
