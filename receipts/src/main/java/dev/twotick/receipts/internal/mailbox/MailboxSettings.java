package dev.twotick.receipts.internal.mailbox;

import dev.twotick.plugin.Section;
import dev.twotick.plugin.ServerUrl;
import dev.twotick.plugin.TrustFile;
import dev.twotick.receipts.internal.Digest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;

/**
 * Where the receipts lie and how to get at them. {@link #toString} shows no secret.
 *
 * @param server the server and, in the path, perhaps the folder
 * @param user who logs in
 * @param password the password
 * @param tls makes the TLS sockets
 * @param timeout how long the server may stay silent
 * @param authservId whose Authentication-Results are believed, in lower case
 * @param relays the domains of relays, whose reports are believed about letters to anybody, in lower case
 * @param keepRaw the folder that receipts are kept in as they came
 * @param processed what becomes of mails in the mailbox that gave claims
 */
public record MailboxSettings(
        ServerUrl server,
        String user,
        String password,
        SSLSocketFactory tls,
        Duration timeout,
        Optional<String> authservId,
        Set<String> relays,
        Optional<Path> keepRaw,
        Aftercare processed) {
    private static final String KEEP_RAW = "keep-raw";
    private static final String RELAYS = "relays";
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)+");

    /** The keys of the section beside {@code url}. */
    public static final Set<String> KEYS = Set.of(
            "user",
            "password",
            "password-file",
            ServerUrl.STARTTLS_KEY,
            TrustFile.KEY,
            "timeout",
            "authserv-id",
            RELAYS,
            KEEP_RAW,
            Aftercare.KEY);

    private static final int PLAIN_PORT = 143;
    private static final int TLS_PORT = 993;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /**
     * Reads a section; faults are noted there.
     *
     * @param url the value of {@code url}
     * @param section the section
     * @return the settings, of no use when a fault was noted
     */
    public static MailboxSettings read(String url, Section section) {
        return new MailboxSettings(
                ServerUrl.read(url, section, TLS_PORT, PLAIN_PORT),
                needed("user", section.text("user"), section),
                needed("password", section.secret("password"), section),
                TrustFile.context(section).getSocketFactory(),
                section.duration("timeout", TIMEOUT),
                section.text("authserv-id").map(id -> id.toLowerCase(Locale.ROOT)),
                relays(section),
                keepRaw(section),
                Aftercare.read(section));
    }

    private static Set<String> relays(Section section) {
        Set<String> relays = section.text(RELAYS).stream()
                .flatMap(text -> Stream.of(text.toLowerCase(Locale.ROOT).split(",")))
                .map(String::strip)
                .filter(domain -> !domain.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        relays.stream()
                .filter(domain -> !DOMAIN.matcher(domain).matches())
                .forEach(domain ->
                        section.fault(RELAYS, "has " + domain + ", which is no domain such as relay.example"));
        return relays;
    }

    private static Optional<Path> keepRaw(Section section) {
        try {
            return section.text(KEEP_RAW).filter(text -> !text.equals("off")).map(text -> Path.of(text));
        } catch (InvalidPathException e) {
            section.fault(KEEP_RAW, "is neither off nor the name of a folder: " + e.getReason());
            return Optional.empty();
        }
    }

    private static String needed(String key, Optional<String> value, Section section) {
        if (value.isEmpty() && section.text(key + "-file").isEmpty()) {
            section.fault(key, "is missing");
        }
        return value.orElse("");
    }

    /** The path of the folder, without the separators of the server. */
    List<String> path() {
        return server.path().isEmpty() ? List.of("INBOX") : server.path();
    }

    /** The folder as people write it. */
    String folder() {
        return String.join("/", path());
    }

    /** A name for the mailbox, under which its place is kept. */
    String place() {
        String place = "imap:" + user + "@" + server.host() + "/" + folder();
        return place.length() <= 150 ? place : "imap:" + Digest.sha256(place);
    }

    @Override
    public String toString() {
        return "MailboxSettings[" + server.host() + ":" + server.port() + "/" + folder() + "]";
    }
}
