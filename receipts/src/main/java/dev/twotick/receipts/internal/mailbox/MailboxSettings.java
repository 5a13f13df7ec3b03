package dev.twotick.receipts.internal.mailbox;

import dev.twotick.plugin.Section;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/**
 * Where the receipts lie and how to get at them. {@link #toString} shows no secret.
 *
 * @param host the server
 * @param port its port
 * @param security how the connection is kept private
 * @param folder the folder, as people write it
 * @param user who logs in
 * @param password the password
 * @param tls makes the TLS sockets
 * @param timeout how long the server may stay silent
 * @param authservId whose Authentication-Results are believed, in lower case
 */
public record MailboxSettings(
        String host,
        int port,
        Security security,
        String folder,
        String user,
        String password,
        SSLSocketFactory tls,
        Duration timeout,
        Optional<String> authservId) {
    /** The keys of the section beside {@code url}. */
    public static final Set<String> KEYS =
            Set.of("user", "password", "password-file", "starttls", "trust-file", "timeout", "authserv-id");

    private static final int IMAP_PORT = 143;
    private static final int IMAPS_PORT = 993;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** How a connection is kept private. */
    public enum Security {
        /** TLS from the first byte. */
        IMPLICIT,
        /** STARTTLS, or no connection. */
        STARTTLS,
        /** Clear text, which the operator accepted in writing. */
        CLEAR
    }

    /**
     * Reads a section; faults are noted there.
     *
     * @param url the value of {@code url}
     * @param section the section
     * @return the settings, of no use when a fault was noted
     */
    public static MailboxSettings read(String url, Section section) {
        URI uri = uri(url, section);
        boolean implicit = "imaps".equalsIgnoreCase(uri.getScheme());
        Security unsecured = section.choice(
                "starttls",
                Security.STARTTLS,
                Map.of("required", Security.STARTTLS, "off-i-accept-clear-text", Security.CLEAR));
        int standardPort = implicit ? IMAPS_PORT : IMAP_PORT;
        String path = Optional.ofNullable(uri.getPath()).orElse("").replaceFirst("^/", "");
        return new MailboxSettings(
                Optional.ofNullable(uri.getHost()).orElse(""),
                uri.getPort() > 0 ? uri.getPort() : standardPort,
                implicit ? Security.IMPLICIT : unsecured,
                path.isEmpty() ? "INBOX" : path,
                needed("user", section.text("user"), section),
                needed("password", section.secret("password"), section),
                tls(section),
                section.duration("timeout", TIMEOUT),
                section.text("authserv-id").map(id -> id.toLowerCase(Locale.ROOT)));
    }

    private static URI uri(String url, Section section) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() == null || uri.getHost().isEmpty()) {
                section.fault("url", "has no host; write imaps://host[:993][/folder]");
            }
            if (uri.getUserInfo() != null) {
                section.fault("url", "holds a user; write it as " + section.word("user"));
            }
            return uri;
        } catch (URISyntaxException e) {
            section.fault("url", "is not a URL; write imaps://host[:993][/folder], a space as %20");
            return URI.create("imaps://invalid");
        }
    }

    private static String needed(String key, Optional<String> value, Section section) {
        if (value.isEmpty() && section.text(key + "-file").isEmpty()) {
            section.fault(key, "is missing");
        }
        return value.orElse("");
    }

    private static SSLSocketFactory tls(Section section) {
        Optional<String> file = section.text("trust-file");
        try {
            return TrustedRoots.socketFactory(file.map(Path::of));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            section.fault("trust-file", "cannot be used: " + e);
            return (SSLSocketFactory) SSLSocketFactory.getDefault();
        }
    }

    /** A name for the mailbox, under which its place is kept. */
    String place() {
        String place = "imap:" + user + "@" + host + "/" + folder;
        return place.length() <= 150 ? place : "imap:" + Digest.sha256(place);
    }

    @Override
    public String toString() {
        return "MailboxSettings[" + host + ":" + port + "/" + folder + "]";
    }
}
