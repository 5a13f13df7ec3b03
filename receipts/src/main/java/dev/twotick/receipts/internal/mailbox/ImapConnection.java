package dev.twotick.receipts.internal.mailbox;

import dev.twotick.letter.Printable;
import dev.twotick.plugin.ServerUrl.Security;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.angus.mail.iap.CommandFailedException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.BODY;
import org.eclipse.angus.mail.imap.protocol.FetchResponse;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;
import org.eclipse.angus.mail.imap.protocol.INTERNALDATE;
import org.eclipse.angus.mail.imap.protocol.ListInfo;
import org.eclipse.angus.mail.imap.protocol.MailboxInfo;
import org.eclipse.angus.mail.imap.protocol.RFC822SIZE;
import org.eclipse.angus.mail.imap.protocol.UID;
import org.eclipse.angus.mail.util.MailLogger;

/**
 * One connection to the server (RFC 9051), on Angus Mail's protocol layer: it keeps no message cache, and UIDs name every mail.
 * After an exception it is of no more use. Used by one thread.
 */
final class ImapConnection {
    /** What the protocol layer calls a folder that may be changed. */
    private static final int READ_WRITE = 2;

    private static final String NUMBERING = "[UIDVALIDITY ";

    private final IMAPProtocol protocol;
    private final MailboxSockets sockets;
    private final Allowance allowance;
    private boolean news;
    private boolean idles = true;

    /** Whether the server told of another UIDVALIDITY since the folder was opened. */
    private boolean renumbered;

    private long uidValidity;

    /** Mails in the folder when it was opened, without those that were expunged since. */
    private int total;

    private ImapConnection(IMAPProtocol protocol, MailboxSockets sockets, Allowance allowance) {
        this.protocol = protocol;
        this.sockets = sockets;
        this.allowance = allowance;
        protocol.addResponseHandler(this::notice);
    }

    /**
     * One mail of the folder.
     *
     * @param size in bytes, if the server says so
     * @param received when the server got it, if it says so
     */
    record Listed(long uid, Optional<Long> size, Optional<Instant> received) {
        Listed with(Listed more) {
            return new Listed(uid, size.or(more::size), received.or(more::received));
        }
    }

    /**
     * The folder as it was opened.
     *
     * @param uidValidity which numbering holds
     * @param lastUid the highest UID that a mail may have; 0 when there is none
     * @param mayChange whether mails may be flagged and moved
     */
    record Folder(long uidValidity, long lastUid, boolean mayChange) {}

    /** Something that speaks to the server. */
    private interface Exchange<T> {
        T run() throws ProtocolException, IOException;
    }

    static ImapConnection open(MailboxSettings settings, Allowance allowance, long maxLiteral) throws IOException {
        MailboxSockets sockets = new MailboxSockets(settings, allowance, maxLiteral);
        IMAPProtocol protocol = call(allowance, () -> connect(settings, sockets, allowance));
        ImapConnection connection = new ImapConnection(protocol, sockets, allowance);
        try {
            connection.logIn(settings);
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static IMAPProtocol connect(MailboxSettings settings, MailboxSockets sockets, Allowance allowance)
            throws ProtocolException, IOException {
        Properties properties = new Properties();
        String timeout =
                Long.toString(Math.min(Integer.MAX_VALUE, allowance.timeout().toMillis()));
        properties.put("mail.imap.socketFactory", sockets);
        properties.put("mail.imap.socketFactory.fallback", "false");
        properties.put("mail.imap.ssl.socketFactory", sockets.upgrade());
        properties.put("mail.imap.connectiontimeout", timeout);
        MailLogger quiet = new MailLogger(ImapConnection.class, "", false, System.err);
        return new IMAPProtocol(
                "imap", settings.server().host(), settings.server().port(), properties, false, quiet);
    }

    private void logIn(MailboxSettings settings) throws IOException {
        call(() -> {
            if (settings.server().security() == Security.STARTTLS) {
                startTls();
            }
            if (!protocol.isAuthenticated()) {
                authenticate(settings.user(), settings.password());
                protocol.capability();
            }
            return true;
        });
    }

    private void startTls() throws ProtocolException, IOException {
        if (protocol.isAuthenticated()) {
            throw new IOException("the server greets as logged in before TLS began (PREAUTH): refused");
        }
        if (!protocol.hasCapability("STARTTLS")) {
            throw new IOException("the server does not offer STARTTLS: refused");
        }
        protocol.startTLS();
        allowance.forAnswer();
        protocol.capability();
    }

    private void authenticate(String user, String password) throws ProtocolException {
        if (protocol.hasCapability("AUTH=PLAIN")) {
            protocol.authplain("", user, password);
        } else if (!protocol.hasCapability("LOGINDISABLED")) {
            protocol.login(user, password);
        } else {
            throw new ProtocolException("the server offers neither AUTH=PLAIN nor LOGIN");
        }
    }

    /** Opens the folder afresh each time, so that its numbering is the present one. */
    Folder open(List<String> path, boolean toChange) throws IOException {
        return call(() -> {
            String name = name(path);
            MailboxInfo info = toChange ? protocol.select(name) : protocol.examine(name);
            news = false;
            renumbered = false;
            total = info.total;
            uidValidity = info.uidvalidity;
            if (info.uidvalidity <= 0) {
                throw new IOException("the folder has no UIDVALIDITY");
            }
            long last = info.uidnext > 0 ? info.uidnext - 1 : highestUid(info.total);
            return new Folder(info.uidvalidity, last, toChange && info.mode == READ_WRITE);
        });
    }

    /** Between the parts of the path stands the server's own hierarchy separator. */
    private String name(List<String> path) throws ProtocolException {
        ListInfo[] root = path.size() > 1 ? protocol.list("", "") : null;
        char separator = root == null || root.length == 0 || root[0].separator == '\0' ? '/' : root[0].separator;
        return String.join(String.valueOf(separator), path);
    }

    private long highestUid(int total) throws ProtocolException {
        if (total <= 0) {
            return 0;
        }
        return fetch("FETCH " + total + " (UID)").stream()
                .flatMap(answer -> Optional.ofNullable(answer.getItem(UID.class)).stream())
                .mapToLong(item -> item.uid)
                .max()
                .orElse(0);
    }

    /**
     * The mails of a range of UIDs, in their order. A server may tell of one several times, as when its flags change meanwhile.
     *
     * @throws RefusedException when the server answers NO, as it may for the sake of a single mail
     */
    List<Listed> list(long first, long last) throws IOException {
        return call(() -> {
            Map<Long, Listed> mails = new TreeMap<>();
            for (FetchResponse answer : asked("UID FETCH " + first + ":" + last + " (UID RFC822.SIZE INTERNALDATE)")) {
                UID uid = answer.getItem(UID.class);
                if (uid != null && uid.uid >= first && uid.uid <= last) {
                    mails.merge(uid.uid, new Listed(uid.uid, size(answer), received(answer)), Listed::with);
                }
            }
            return List.copyOf(mails.values());
        });
    }

    /** UIDs are those of the numbering that the folder was opened with. */
    private List<FetchResponse> asked(String command) throws ProtocolException, IOException {
        try {
            List<FetchResponse> answers = fetch(command);
            checkNumbering();
            return answers;
        } catch (CommandFailedException e) {
            throw new RefusedException(e.getResponse());
        }
    }

    private static Optional<Long> size(FetchResponse answer) {
        return Optional.ofNullable(answer.getItem(RFC822SIZE.class)).map(item -> item.size);
    }

    private static Optional<Instant> received(FetchResponse answer) {
        return Optional.ofNullable(answer.getItem(INTERNALDATE.class))
                .flatMap(item -> Optional.ofNullable(item.getDate()))
                .map(Date::toInstant);
    }

    private void checkNumbering() throws IOException {
        if (renumbered) {
            throw new RenumberedException();
        }
    }

    /** Marks mails as seen. */
    void markSeen(Collection<Long> uids) throws IOException {
        call(() -> {
            checkNumbering();
            new MailChanges(protocol, uids).markSeen();
            return true;
        });
    }

    /** Moves mails into another folder. */
    void move(Collection<Long> uids, List<String> path) throws IOException {
        call(() -> {
            checkNumbering();
            new MailChanges(protocol, uids).move(name(path));
            return true;
        });
    }

    /**
     * A mail, or its beginning, without marking it as seen; empty when it is gone or comes without content.
     *
     * @throws RefusedException when the server answers NO
     */
    Optional<byte[]> fetch(long uid, long limit) throws IOException {
        return call(() -> asked("UID FETCH " + uid + " (UID BODY.PEEK[]<0." + limit + ">)").stream()
                .filter(answer -> isOf(uid, answer))
                .flatMap(answer -> Optional.ofNullable(answer.getItem(BODY.class)).stream())
                .flatMap(body -> Optional.ofNullable(body.getByteArray()).stream())
                .map(bytes -> bytes.getNewBytes())
                .findFirst());
    }

    /**
     * Whether the server hands out the beginning of any mail but this one. A few at both ends of the folder are tried, since others
     * may be broken, too.
     */
    boolean handsOutAnother(long uid) throws IOException {
        for (int number : new TreeSet<>(List.of(1, 2, total - 1, total))) {
            if (number >= 1 && number <= total && handsOut(number, uid)) {
                return true;
            }
        }
        return false;
    }

    private boolean handsOut(int number, long notUid) throws IOException {
        try {
            return call(() -> asked("FETCH " + number + " (UID BODY.PEEK[]<0.1>)").stream()
                    .filter(answer -> answer.getItem(BODY.class) != null)
                    .flatMap(answer -> Optional.ofNullable(answer.getItem(UID.class)).stream())
                    .anyMatch(item -> item.uid != notUid));
        } catch (RefusedException e) {
            return false;
        }
    }

    private static boolean isOf(long uid, FetchResponse answer) {
        UID item = answer.getItem(UID.class);
        return item != null && item.uid == uid;
    }

    private List<FetchResponse> fetch(String command) throws ProtocolException {
        Response[] answers = protocol.command(command, null);
        protocol.notifyResponseHandlers(answers);
        protocol.handleResult(answers[answers.length - 1]);
        List<FetchResponse> fetched = new ArrayList<>();
        for (Response answer : answers) {
            if (answer instanceof FetchResponse found) {
                fetched.add(found);
            }
        }
        return fetched;
    }

    /** Whether it is offered and was not refused before. */
    boolean canIdle() {
        return idles && protocol.hasCapability("IDLE");
    }

    /** Waits until the server tells of new mail (RFC 2177), at most that long. One that refuses or ends it is not asked again. */
    void idle(Duration atMost) throws IOException {
        call(() -> {
            if (news) {
                return true;
            }
            Idle idle = new Idle(protocol);
            idles = idle.begins();
            allowance.forNews(atMost);
            while (!news && !idle.over() && sockets.current().answers().awaitLine()) {
                idle.next();
            }
            allowance.forAnswer();
            if (idle.over()) {
                idles = false;
            } else {
                idle.end();
            }
            return true;
        });
    }

    /** Some servers tell the number of mails again and again though it is the same. */
    private void notice(Response answer) {
        if (answer instanceof IMAPResponse untagged && untagged.keyEquals("EXISTS")) {
            news |= untagged.getNumber() != total;
        } else if (answer instanceof IMAPResponse untagged && untagged.keyEquals("EXPUNGE")) {
            total--;
        } else if (answer.isUnTagged() && answer.isOK()) {
            renumbered |= tellsOtherNumbering(String.valueOf(answer.getRest()));
        }
    }

    /** Some servers tell the number again though it is the same. */
    private boolean tellsOtherNumbering(String words) {
        String upper = words.toUpperCase(Locale.ROOT);
        int at = upper.indexOf(NUMBERING);
        return at >= 0 && !upper.startsWith(uidValidity + "]", at + NUMBERING.length());
    }

    private <T> T call(Exchange<T> exchange) throws IOException {
        return call(allowance, exchange);
    }

    /** Whatever a hostile answer makes the protocol layer throw is a fault of the connection, and the refusal its reason. */
    private static <T> T call(Allowance allowance, Exchange<T> exchange) throws IOException {
        allowance.forAnswer();
        try {
            return exchange.run();
        } catch (RefusedException | RenumberedException e) {
            throw e;
        } catch (ProtocolException | IOException | RuntimeException e) {
            String reason = allowance.refusal().orElseGet(() -> Printable.of(String.valueOf(e.getMessage()), 300));
            throw new IOException("the receipt mailbox cannot be read: " + reason, e);
        }
    }

    void close() {
        protocol.disconnect();
    }
}
