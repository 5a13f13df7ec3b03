package dev.twotick.imap;

import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;

/**
 * Where the Sent folder is and how to get at it.
 *
 * @param url the server and, perhaps, the folder
 * @param starttls whether {@code imap} must become TLS before the login
 * @param tls what makes TLS of a connection
 * @param user the login name
 * @param password its secret
 * @param timeout the longest wait for the connection, for one read and for one write
 */
record ImapAccount(
        ImapUrl url, boolean starttls, SSLSocketFactory tls, String user, String password, Duration timeout) {
    boolean needsStartTls() {
        return starttls && !url.tls();
    }

    int timeoutMillis() {
        return (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
    }

    @Override
    public String toString() {
        return "ImapAccount[" + url.host() + ":" + url.port() + "]";
    }
}
