package dev.twotick.receipts.internal.mailbox;

import dev.twotick.plugin.ServerUrl.Security;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes the sockets of one connection, guarded in all three ways of {@link Security}. */
final class MailboxSockets extends SocketFactory {
    private final MailboxSettings settings;
    private final Allowance allowance;
    private final long maxLiteral;
    private volatile @Nullable GuardedSocket current;

    MailboxSockets(MailboxSettings settings, Allowance allowance, long maxLiteral) {
        this.settings = settings;
        this.allowance = allowance;
        this.maxLiteral = maxLiteral;
    }

    /** The socket that is in use. */
    GuardedSocket current() throws IOException {
        GuardedSocket socket = current;
        if (socket == null) {
            throw new IOException("not connected");
        }
        return socket;
    }

    @Override
    public Socket createSocket() {
        boolean implicit = settings.server().security() == Security.IMPLICIT_TLS;
        GuardedSocket.Layer layer = implicit ? new Tls(settings) : connected -> connected;
        return use(new GuardedSocket(new PatientSocket(allowance), layer, allowance, maxLiteral));
    }

    private GuardedSocket use(GuardedSocket socket) {
        current = socket;
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
        throw onlyUnconnected();
    }

    private static UnsupportedOperationException onlyUnconnected() {
        return new UnsupportedOperationException("only unconnected sockets are made here");
    }

    /** What the protocol layer asks when STARTTLS was answered. */
    SSLSocketFactory upgrade() {
        return new Upgrade();
    }

    private final class Upgrade extends SSLSocketFactory {
        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
            GuardedSocket before = current();
            if (before.answers().holdsMore()) {
                before.close();
                throw allowance.refuse("bytes behind its answer to STARTTLS, before TLS began");
            }
            return use(new GuardedSocket(before.clear(), new Tls(settings), allowance, maxLiteral).connected());
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return settings.tls().getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return settings.tls().getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw onlyUnconnected();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw onlyUnconnected();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw onlyUnconnected();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw onlyUnconnected();
        }
    }
}
