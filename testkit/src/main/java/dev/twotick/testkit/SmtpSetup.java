package dev.twotick.testkit;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * How a scripted server was set up. Immutable.
 *
 * @param capabilities what it offers beside TLS and login
 * @param tls its certificates
 * @param implicitTls whether TLS begins with the connection rather than with STARTTLS
 * @param clientCertificate whether clients must show a certificate of the same authority
 * @param lmtp whether it speaks LMTP instead of SMTP
 * @param login who may log in; nobody without it may send
 * @param knownRecipients whom it takes letters for
 * @param delivery where letters go that it took, before it says so
 * @param witness who is told of them after it has said so
 */
record SmtpSetup(
        Capabilities capabilities,
        Optional<TestCertificates> tls,
        boolean implicitTls,
        boolean clientCertificate,
        boolean lmtp,
        Optional<Login> login,
        Predicate<String> knownRecipients,
        Consumer<ReceivedLetter> delivery,
        Consumer<ReceivedLetter> witness) {

    record Login(String user, String password) {}

    /** What is offered now: login only when nobody can listen, where TLS is on offer. */
    Capabilities offered(boolean encrypted) {
        Capabilities offered = capabilities;
        boolean starttls = tls.isPresent() && !encrypted;
        if (starttls) {
            offered = offered.with("STARTTLS");
        }
        if (login.isPresent() && !starttls && !offered.offers("AUTH")) {
            offered = offered.with("AUTH PLAIN LOGIN");
        }
        return starttls ? offered.without("AUTH") : offered;
    }
}
