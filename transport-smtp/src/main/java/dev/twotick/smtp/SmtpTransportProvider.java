package dev.twotick.smtp;

import dev.twotick.plugin.Section;
import dev.twotick.plugin.TransportProvider;
import dev.twotick.transport.Transport;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes transports over SMTP submission for {@code smtps://host[:465]} (TLS from the first byte) and {@code
 * smtp://host[:587]} (STARTTLS required), and over LMTP for {@code lmtp://host[:24]} (STARTTLS required).
 *
 * <p>Credentials are never sent in clear text, the relay's certificate must name its host, and TLS is 1.2 or newer. Keys:
 * {@code user}, {@code password}, {@code auth}, {@code token-file}, {@code starttls}, {@code trust-file}, {@code
 * client-cert-file}, {@code client-key-file}, {@code helo} and {@code timeout.connect}, {@code .greeting}, {@code .command}, {@code .data}, {@code .final}, {@code .total}.
 */
public final class SmtpTransportProvider implements TransportProvider {
    /** Does nothing. */
    public SmtpTransportProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("smtp", "smtps", "lmtp");
    }

    @Override
    public Set<String> keys() {
        Set<String> keys = new HashSet<>(SmtpSettings.KEYS);
        keys.addAll(ConnectionLimits.KEYS);
        return keys;
    }

    @Override
    public Transport create(String url, Section section) {
        return new SmtpTransport(SmtpSettings.read(url, section));
    }
}
