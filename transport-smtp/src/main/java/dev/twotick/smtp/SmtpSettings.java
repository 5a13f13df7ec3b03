package dev.twotick.smtp;

import dev.twotick.plugin.ClientCertificate;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.ServerUrl;
import dev.twotick.plugin.ServerUrl.Security;
import dev.twotick.plugin.TrustFile;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One relay's settings.
 *
 * @param relay where it is; its path is empty
 * @param lmtp whether it speaks LMTP (RFC 2033) instead of SMTP
 * @param tls whom to trust
 * @param credentials who logs in
 * @param helo the name to greet with, when it was chosen
 * @param timeouts how long things may take
 * @param limits how connections are kept and used
 */
record SmtpSettings(
        ServerUrl relay,
        boolean lmtp,
        SSLContext tls,
        Optional<Credentials> credentials,
        Optional<String> helo,
        Timeouts timeouts,
        ConnectionLimits limits) {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpSettings.class);

    static final Set<String> KEYS = Stream.concat(
                    Set.of(
                            "user",
                            "password",
                            "password-file",
                            "token-file",
                            "auth",
                            ServerUrl.STARTTLS_KEY,
                            TrustFile.KEY,
                            "helo",
                            "timeout.connect",
                            "timeout.greeting",
                            "timeout.command",
                            "timeout.data",
                            "timeout.final",
                            "timeout.total")
                            .stream(),
                    ClientCertificate.KEYS.stream())
            .collect(Collectors.toUnmodifiableSet());

    private static final int TLS_PORT = 465;
    private static final int PLAIN_PORT = 587;
    private static final int LMTP_PORT = 24;
    private static final String LMTP = "lmtp://";

    static SmtpSettings read(String url, Section section) {
        boolean lmtp = url.regionMatches(true, 0, LMTP, 0, LMTP.length());
        ServerUrl relay = ServerUrl.read(url, section, TLS_PORT, lmtp ? LMTP_PORT : PLAIN_PORT);
        if (!relay.path().isEmpty()) {
            section.fault("url", "has something after host and port; take it out");
        }
        Optional<Credentials> credentials = Credentials.read(section);
        if (credentials.isPresent() && relay.security() == Security.CLEAR_TEXT) {
            LOG.warn(
                    "{} is {}: the user's secret goes over the network for everybody on the way to read",
                    section.word(ServerUrl.STARTTLS_KEY),
                    "off-i-accept-clear-text");
        }
        return new SmtpSettings(
                relay,
                lmtp,
                TrustFile.context(section),
                credentials,
                helo(section),
                Timeouts.read(section),
                ConnectionLimits.read(section));
    }

    boolean startTls() {
        return relay.security() == Security.STARTTLS;
    }

    private static Optional<String> helo(Section section) {
        Optional<String> helo = section.text("helo");
        if (helo.isPresent() && !HeloName.isValid(helo.get())) {
            section.fault("helo", "is neither a domain name nor an address literal such as [192.0.2.1]");
            return Optional.empty();
        }
        return helo;
    }
}
