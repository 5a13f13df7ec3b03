package dev.twotick.smtp;

import dev.twotick.plugin.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * One relay's settings.
 *
 * @param relay where it is
 * @param startTls whether STARTTLS is required; false only when the user accepts clear text in so many words
 * @param tls whom to trust
 * @param credentials who logs in
 * @param helo the name to greet with, when it was chosen
 * @param timeouts how long things may take
 */
record SmtpSettings(
        RelayUrl relay,
        boolean startTls,
        SSLContext tls,
        Optional<Credentials> credentials,
        Optional<String> helo,
        Timeouts timeouts) {

    static final Set<String> KEYS = Set.of(
            "user",
            "password",
            "password-file",
            "token-file",
            "auth",
            "starttls",
            "trust-file",
            "helo",
            "timeout.connect",
            "timeout.greeting",
            "timeout.command",
            "timeout.data",
            "timeout.final",
            "timeout.total");

    private static final Map<String, Boolean> STARTTLS = Map.of("required", true, "off-i-accept-clear-text", false);

    static SmtpSettings read(String url, Section section) {
        RelayUrl relay = RelayUrl.read(url, section);
        boolean startTls = section.choice("starttls", true, STARTTLS) && !relay.implicitTls();
        Optional<Credentials> credentials = Credentials.read(section);
        if (credentials.isPresent() && !startTls && !relay.implicitTls()) {
            section.fault(
                    "user",
                    "would go over the network in clear text with its secret; take out " + section.word("starttls")
                            + " or the user");
        }
        return new SmtpSettings(relay, startTls, tls(section), credentials, helo(section), Timeouts.read(section));
    }

    private static SSLContext tls(Section section) {
        try {
            return TrustFile.context(section.text("trust-file").map(Path::of));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            section.fault("trust-file", "cannot be read as PEM certificates: " + e);
        }
        try {
            return SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no TLS", e);
        }
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
