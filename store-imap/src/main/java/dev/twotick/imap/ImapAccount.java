package dev.twotick.imap;

import dev.twotick.plugin.ServerUrl;
import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;

/**
 * Where the Sent folder is and how to get at it.
 *
 * @param server the server and, in the path, perhaps the folder
 * @param tls what makes TLS of a connection
 * @param user the login name
 * @param password its secret
 * @param timeout the longest wait for the connection, for one read and for one write
 */
record ImapAccount(ServerUrl server, SSLSocketFactory tls, String user, String password, Duration timeout) {
    int timeoutMillis() {
        return (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
    }

    @Override
    public String toString() {
        return "ImapAccount[" + server.host() + ":" + server.port() + "]";
    }
}
