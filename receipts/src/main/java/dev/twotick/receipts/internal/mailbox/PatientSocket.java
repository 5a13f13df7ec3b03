package dev.twotick.receipts.internal.mailbox;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A plain socket whose reads end when the {@link Allowance} does, and hear a stop or an interrupt. */
final class PatientSocket extends Socket {
    private final Allowance allowance;

    PatientSocket(Allowance allowance) {
        this.allowance = allowance;
    }

    /** The socket's own time-out, which the protocol layer would set, serves the slices. */
    @Override
    public synchronized void setSoTimeout(int millis) {}

    private void setSlice(int millis) throws IOException {
        super.setSoTimeout(millis);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new PatientStream(super.getInputStream());
    }

    private final class PatientStream extends FilterInputStream {
        PatientStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            long since = System.nanoTime();
            while (true) {
                setSlice(allowance.slice(since));
                try {
                    return in.read(buffer, offset, length);
                } catch (SocketTimeoutException e) {
                    // a slice went by: ask again whether to wait on
                }
            }
        }
    }
}
