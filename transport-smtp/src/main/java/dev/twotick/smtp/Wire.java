package dev.twotick.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes between us and the relay, in clear text or in TLS. It is built on a channel, so that interrupting a thread that
 * reads or writes closes it at once. Used by one thread; closed by any.
 */
final class Wire implements AutoCloseable, ReplyReader.Source {
    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final int PEEK_MILLIS = 20;

    private final SocketChannel channel;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private Wire(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.socket = channel.socket();
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /**
     * Connects to the first address that answers (RFC 5321 section 5.1).
     *
     * @param host the name that the addresses are to carry, so that nobody looks them up again and certificates are compared
     *     with it
     * @param patience asked before each address: how long to try it; zero when the time is over
     */
    static Wire connect(String host, List<InetAddress> addresses, int port, Supplier<Duration> patience)
            throws IOException {
        IOException failure = new IOException("the name has no address");
        for (InetAddress address : addresses) {
            Duration most = patience.get();
            if (most.isZero()) {
                throw new SocketTimeoutException("no time is left for another address");
            }
            try {
                return connect(InetAddress.getByAddress(host, address.getAddress()), port, most);
            } catch (IOException e) {
                failure = e;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw failure;
            }
        }
        throw failure;
    }

    private static Wire connect(InetAddress address, int port, Duration timeout) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()));
            channel.socket().connect(new InetSocketAddress(address, port), millis);
            return new Wire(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** What Angus talks to until the login is done. */
    Socket socket() {
        return socket;
    }

    /** Goes on in TLS; the handshake may still be to come. */
    void encrypt(SSLSocket layered) throws IOException {
        socket = layered;
        in = layered.getInputStream();
        out = layered.getOutputStream();
    }

    boolean encrypted() {
        return socket instanceof SSLSocket;
    }

    /** Our own address on this connection. */
    InetAddress localAddress() {
        return channel.socket().getLocalAddress();
    }

    /** Waits for bytes; -1 at the end. */
    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        return in.read(into, from, most);
    }

    /** Takes what has come without waiting for more; -1 at the end, 0 when there is nothing. */
    @Override
    public int readNow(byte[] into, int from, int most) throws IOException {
        return encrypted() ? readNowInTls(into, from, most) : readNowInClear(into, from, most);
    }

    private int readNowInClear(byte[] into, int from, int most) throws IOException {
        channel.configureBlocking(false);
        try {
            return channel.read(ByteBuffer.wrap(into, from, most));
        } finally {
            if (channel.isOpen()) {
                channel.configureBlocking(true);
            }
        }
    }

    /** What has come may be a session ticket, which is nothing to read. */
    private int readNowInTls(byte[] into, int from, int most) throws IOException {
        if (in.available() == 0 && channel.socket().getInputStream().available() == 0) {
            return 0;
        }
        return peekInTls(into, from, most, PEEK_MILLIS);
    }

    private int peekInTls(byte[] into, int from, int most, int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            return in.read(into, from, most);
        } catch (SocketTimeoutException e) {
            return 0;
        } finally {
            // an alert has closed it, and is what is to be told
            if (!socket.isClosed()) {
                socket.setSoTimeout(0);
            }
        }
    }

    /** Looks more closely in TLS, where a line that was cut without a word is seen by reading only. */
    @Override
    public boolean quiet() throws IOException {
        byte[] one = new byte[1];
        return (encrypted() ? peekInTls(one, 0, 1, 1) : readNowInClear(one, 0, 1)) == 0;
    }

    /** Fails when the connection was cut or the thread is to stop, so that nothing that is written could leave. */
    void checkOpen() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            channel.close();
            throw new ClosedByInterruptException();
        }
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
    }

    void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        out.flush();
    }

    /** Tells the other side in TLS that nothing follows; may block. */
    void farewell() throws IOException {
        socket.close();
    }

    /** Cuts the connection at once and never blocks. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("a connection could not be closed; the system will do it", e);
        }
    }
}
