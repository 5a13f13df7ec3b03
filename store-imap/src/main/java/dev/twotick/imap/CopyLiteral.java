package dev.twotick.imap;

import dev.twotick.sentstore.SentCopy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.eclipse.angus.mail.iap.Literal;

/**
 * A copy on its way into APPEND, byte for byte and never whole in memory. A copy that is not as long as it said ends the
 * connection: the server would take the next command for a part of the letter, or wait for ever.
 */
final class CopyLiteral implements Literal {
    private static final int BUFFER = 16_384;

    private final SentCopy copy;
    private boolean written;

    CopyLiteral(SentCopy copy) {
        this.copy = copy;
    }

    @Override
    public int size() {
        return Math.toIntExact(copy.size());
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = copy.open()) {
            int left = size();
            while (left > 0) {
                int read = in.read(buffer, 0, Math.min(left, buffer.length));
                if (read < 0) {
                    throw new IOException("the copy ended " + left + " octets before its size");
                }
                out.write(buffer, 0, read);
                left -= read;
            }
            if (in.read() >= 0) {
                throw new IOException("the copy goes on after its size");
            }
        }
        written = true;
    }

    /** Whether the server asked for the copy and all of it was handed over. */
    boolean written() {
        return written;
    }
}
