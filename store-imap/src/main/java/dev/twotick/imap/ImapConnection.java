package dev.twotick.imap;

import dev.twotick.letter.Printable;
import dev.twotick.plugin.ServerUrl.Security;
import java.io.IOException;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.ConnectionException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.util.MailLogger;
import org.jspecify.annotations.Nullable;

/**
 * One connection that is logged in. Angus Mail reads, writes and authenticates; whether the connection is safe enough to log
 * in is decided here. Used by one thread at a time.
 */
final class ImapConnection {
    /** The login's name in a {@link RefusedException}, whichever command it was. */
    static final String LOGIN = "the login";

    private static final int TEXT_LIMIT = 300;

    private final ImapAccount account;
    private final ImapSocket socket;
    private final IMAPProtocol protocol;

    private ImapConnection(ImapAccount account, ImapSocket socket, IMAPProtocol protocol) {
        this.account = account;
        this.socket = socket;
        this.protocol = protocol;
    }

    /** Connects, secures and logs in. */
    static ImapConnection open(ImapAccount account, ImapSocket socket, ScheduledExecutorService timer)
            throws IOException, RefusedException {
        boolean opened = false;
        try {
            ImapConnection connection = new ImapConnection(account, socket, connect(account, socket, timer));
            connection.secure();
            connection.login();
            opened = true;
            return connection;
        } catch (ProtocolException e) {
            throw lost(e.getResponse(), e);
        } finally {
            if (!opened) {
                socket.abort();
            }
        }
    }

    private static IMAPProtocol connect(ImapAccount account, ImapSocket socket, ScheduledExecutorService timer)
            throws IOException, ProtocolException {
        Properties properties = new Properties();
        properties.put("mail.imap.socketFactory", new GivenSocket(socket));
        // otherwise a failure of our socket would be followed by a try with one that checks nothing
        properties.put("mail.imap.socketFactory.fallback", "false");
        String timeout = Integer.toString(account.timeoutMillis());
        properties.put("mail.imap.connectiontimeout", timeout);
        properties.put("mail.imap.timeout", timeout);
        properties.put("mail.imap.writetimeout", timeout);
        properties.put("mail.imap.executor.writetimeout", timer);
        MailLogger logger = new MailLogger(ImapConnection.class, "IMAP", false, null);
        return new IMAPProtocol(
                "imap", account.server().host(), account.server().port(), properties, false, logger);
    }

    /** STARTTLS (RFC 9051 section 6.2.1), before which nothing that the server said counts. */
    private void secure() throws IOException, ProtocolException {
        if (account.server().security() != Security.STARTTLS) {
            return;
        }
        if (protocol.isAuthenticated()) {
            throw new IOException("the server greeted with PREAUTH, which leaves no way to TLS; use imaps");
        }
        if (!protocol.hasCapability("STARTTLS")) {
            throw new IOException("the server does not offer STARTTLS; use imaps");
        }
        try {
            ask("STARTTLS", null);
        } catch (RefusedException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (protocol.hasResponse()) {
            throw new IOException("the server, or somebody between, sent more in clear after its answer to STARTTLS");
        }
        socket.startTls();
        protocol.capability();
    }

    private void login() throws IOException, RefusedException, ProtocolException {
        if (protocol.isAuthenticated()) {
            return;
        }
        try {
            authenticate();
        } catch (ConnectionException e) {
            throw lost(e.getResponse(), e);
        } catch (ProtocolException e) {
            throw RefusedException.of(LOGIN, String.valueOf(e.getMessage()));
        }
        protocol.capability();
    }

    private void authenticate() throws ProtocolException, RefusedException {
        if (protocol.hasCapability("AUTH=PLAIN")) {
            protocol.authplain(null, account.user(), account.password());
        } else if (!protocol.hasCapability("LOGINDISABLED")) {
            protocol.login(account.user(), account.password());
        } else if (protocol.hasCapability("AUTH=LOGIN")) {
            protocol.authlogin(account.user(), account.password());
        } else {
            throw RefusedException.of(LOGIN, "- NO the server offers neither PLAIN nor LOGIN");
        }
    }

    /** The capabilities after the login, in upper case. */
    Set<String> capabilities() {
        return protocol.getCapabilities().keySet();
    }

    /**
     * Sends a command and waits for its tagged reply.
     *
     * @return all replies, the tagged OK last
     * @throws RefusedException when the tagged reply is NO or BAD
     * @throws IOException when the connection ended, or the tagged reply is none of these
     */
    Response[] ask(String command, @Nullable Argument arguments) throws IOException, RefusedException {
        Response[] replies = protocol.command(command, arguments);
        Response last = replies[replies.length - 1];
        if (last.isTagged() && last.isOK()) {
            return replies;
        }
        if (last.isTagged() && (last.isNO() || last.isBAD())) {
            throw RefusedException.of(command, last.toString());
        }
        throw lost(last, null);
    }

    private static IOException lost(@Nullable Response last, @Nullable Exception cause) {
        if (last == null) {
            return new IOException(cause);
        }
        Exception broken = last.getException();
        return broken == null
                ? new IOException("the server said " + Printable.of(last.toString(), TEXT_LIMIT))
                : new IOException(broken);
    }

    /** Says LOGOUT and closes. */
    void logout() throws IOException {
        try {
            protocol.logout();
        } catch (ProtocolException e) {
            throw new IOException(e);
        }
    }

    /** Closes without a word. */
    void close() {
        socket.abort();
        protocol.disconnect();
    }
}
