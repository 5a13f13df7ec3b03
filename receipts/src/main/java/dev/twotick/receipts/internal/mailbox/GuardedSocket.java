package dev.twotick.receipts.internal.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What the protocol layer gets as its socket: a clear one or one with TLS already on, read through an {@link AnswerStream}. */
final class GuardedSocket extends Socket {
    /** What becomes of a socket once it is connected. */
    interface Layer {
        Socket over(Socket connected) throws IOException;
    }

    private final Socket clear;
    private final Layer layer;
    private final Allowance allowance;
    private final long maxLiteral;
    private Socket inner;
    private @Nullable AnswerStream answers;

    GuardedSocket(Socket clear, Layer layer, Allowance allowance, long maxLiteral) {
        this.clear = clear;
        this.layer = layer;
        this.allowance = allowance;
        this.maxLiteral = maxLiteral;
        this.inner = clear;
    }

    Socket clear() {
        return clear;
    }

    AnswerStream answers() throws IOException {
        AnswerStream present = answers;
        if (present == null) {
            present = new AnswerStream(inner.getInputStream(), allowance, maxLiteral);
            answers = present;
        }
        return present;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        allowance.socket(clear);
        clear.connect(endpoint, timeout);
        clear.setTcpNoDelay(true);
        clear.setKeepAlive(true);
        inner = layer.over(clear);
    }

    /** For a socket that is connected already. */
    GuardedSocket connected() throws IOException {
        inner = layer.over(clear);
        return this;
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return answers();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return inner.getOutputStream();
    }

    /** Time-outs are the allowance's task. */
    @Override
    public synchronized void setSoTimeout(int millis) {}

    @Override
    public int getPort() {
        return clear.getPort();
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        return clear.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return clear.getLocalAddress();
    }

    @Override
    public boolean isConnected() {
        return clear.isConnected();
    }

    @Override
    public boolean isClosed() {
        return clear.isClosed();
    }

    @Override
    public synchronized void close() throws IOException {
        clear.close();
    }
}
