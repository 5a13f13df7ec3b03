package dev.twotick.testkit;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Sets up a {@link ScriptedSmtpServer}. Used by one thread. */
public final class SmtpServerBuilder {
    private Capabilities capabilities = Capabilities.DEFAULT;
    private Optional<TestCertificates> tls = Optional.empty();
    private boolean implicitTls;
    private boolean clientCertificate;
    private boolean lmtp;
    private Optional<SmtpSetup.Login> login = Optional.empty();
    private Predicate<String> knownRecipients = address -> true;
    private Consumer<ReceivedLetter> delivery = letter -> {};
    private Consumer<ReceivedLetter> witness = letter -> {};
    private int port;

    SmtpServerBuilder() {}

    /**
     * Offers a capability.
     *
     * @param line the line of the EHLO answer without its code, for example {@code SIZE 1000}; it replaces one with the
     *     same first word
     * @return this
     */
    public SmtpServerBuilder offer(String line) {
        capabilities = capabilities.with(line);
        return this;
    }

    /**
     * Does not offer a capability.
     *
     * @param word its first word, for example {@code DSN}
     * @return this
     */
    public SmtpServerBuilder without(String word) {
        capabilities = capabilities.without(word);
        return this;
    }

    /**
     * Lets only one user send, who logs in with PLAIN or LOGIN; over TLS only, where that is set up. It knows SCRAM-SHA-256,
     * OAUTHBEARER and XOAUTH2 too, which it takes when they are {@linkplain #offer offered} as {@code AUTH …}.
     *
     * @param user the user
     * @param secret the password, or the token for the last two
     * @return this
     */
    public SmtpServerBuilder login(String user, String secret) {
        login = Optional.of(new SmtpSetup.Login(user, secret));
        return this;
    }

    /**
     * Offers STARTTLS.
     *
     * @param certificates its certificates
     * @return this
     */
    public SmtpServerBuilder starttls(TestCertificates certificates) {
        tls = Optional.of(certificates);
        implicitTls = false;
        return this;
    }

    /**
     * Speaks TLS from the start.
     *
     * @param certificates its certificates
     * @return this
     */
    public SmtpServerBuilder implicitTls(TestCertificates certificates) {
        tls = Optional.of(certificates);
        implicitTls = true;
        return this;
    }

    /**
     * Wants every client to show a certificate of the authority that signed its own, see {@link TestCertificates#client}.
     *
     * @return this
     */
    public SmtpServerBuilder wantClientCertificates() {
        clientCertificate = true;
        return this;
    }

    /**
     * Speaks LMTP (RFC 2033): LHLO instead of EHLO, and a reply for each recipient after the last dot, each of which passes
     * {@link Stage#FINAL} by itself and is a letter of its own in {@link ScriptedSmtpServer#letters}.
     *
     * @return this
     */
    public SmtpServerBuilder lmtp() {
        lmtp = true;
        return this;
    }

    /**
     * Takes letters for some recipients only and answers 550 for others.
     *
     * @param known tells whom it knows, by the address as the client wrote it
     * @return this
     */
    public SmtpServerBuilder knownRecipients(Predicate<String> known) {
        knownRecipients = known;
        return this;
    }

    /**
     * Hands on every letter that it takes, on the session's thread and before it says so.
     *
     * @param mailbox where they go
     * @return this
     */
    public SmtpServerBuilder deliverTo(Consumer<ReceivedLetter> mailbox) {
        delivery = mailbox;
        return this;
    }

    /**
     * Tells of every letter that it took and said so, on the session's thread and once the last octet of the reply has been
     * handed to the operating system; the session goes on when the call comes back. Not told: replies after which it closes.
     *
     * @param witness who is told
     * @return this
     */
    public SmtpServerBuilder afterReply(Consumer<ReceivedLetter> witness) {
        this.witness = witness;
        return this;
    }

    /**
     * Listens on a certain port, for a server that comes back after it was down.
     *
     * @param port the port of one that was closed before
     * @return this
     */
    public SmtpServerBuilder port(int port) {
        this.port = port;
        return this;
    }

    /**
     * Starts it.
     *
     * @return the server; to be closed
     */
    public ScriptedSmtpServer start() {
        ScriptedSmtpServer server = new ScriptedSmtpServer(
                new SmtpSetup(
                        capabilities,
                        tls,
                        implicitTls,
                        clientCertificate,
                        lmtp,
                        login,
                        knownRecipients,
                        delivery,
                        witness),
                port);
        server.listen();
        return server;
    }
}
