package dev.twotick.imap;

import dev.twotick.plugin.ServerUrl.Security;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * The socket that Angus Mail talks through: TCP that becomes TLS, at once or when told, while its two streams stay the same.
 * What comes in is bounded by {@link BoundedReplies}. Only {@link #abort} may be called from another thread.
 */
final class ImapSocket extends Socket {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final ImapAccount account;
    private final Socket tcp = new Socket();
    private final BoundedReplies replies = new BoundedReplies(new Incoming());
    private final OutputStream outgoing = new Outgoing();
    private volatile Socket now = tcp;

    ImapSocket(ImapAccount account) {
        this.account = account;
    }

    @Override
    public void connect(SocketAddress server) throws IOException {
        connect(server, account.timeoutMillis());
    }

    @Override
    public void connect(SocketAddress server, int timeout) throws IOException {
        tcp.connect(server, timeout);
        tcp.setTcpNoDelay(true);
        if (account.server().security() == Security.IMPLICIT_TLS) {
            startTls();
        }
    }

    /** Makes TLS of the connection and checks the server's name (RFC 9051 section 11.1, RFC 9525). */
    void startTls() throws IOException {
        SSLSocket tls = (SSLSocket) account.tls()
                .createSocket(tcp, account.server().host(), account.server().port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setProtocols(VERSIONS);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        now = tls;
    }

    /** Gives the server a new allowance of octets for its replies. */
    void allowReplies() {
        replies.allow();
    }

    /** Ends the connection from any thread, without a word and without waiting. */
    void abort() {
        try {
            tcp.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    @Override
    public InputStream getInputStream() {
        return replies;
    }

    @Override
    public OutputStream getOutputStream() {
        return outgoing;
    }

    @Override
    public synchronized void close() throws IOException {
        now.close();
    }

    @Override
    public synchronized void setSoTimeout(int timeout) throws SocketException {
        tcp.setSoTimeout(timeout);
    }

    @Override
    public synchronized int getSoTimeout() throws SocketException {
        return tcp.getSoTimeout();
    }

    @Override
    public boolean isConnected() {
        return tcp.isConnected();
    }

    @Override
    public boolean isClosed() {
        return tcp.isClosed();
    }

    @Override
    public InetAddress getInetAddress() {
        return tcp.getInetAddress();
    }

    @Override
    public int getPort() {
        return tcp.getPort();
    }

    private final class Incoming extends InputStream {
        @Override
        public int read() throws IOException {
            return now.getInputStream().read();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return now.getInputStream().read(into, from, length);
        }

        @Override
        public int available() throws IOException {
            return now.getInputStream().available();
        }
    }

    private final class Outgoing extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            now.getOutputStream().write(octet);
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
            now.getOutputStream().write(octets, from, length);
        }

        @Override
        public void flush() throws IOException {
            now.getOutputStream().flush();
        }

        /** How Angus ends a write that takes too long: a polite end of TLS would wait for that very write. */
        @Override
        public void close() {
            abort();
        }
    }
}
