package dev.twotick.imap;

import dev.twotick.plugin.Section;
import dev.twotick.plugin.SentStoreProvider;
import dev.twotick.plugin.ServerUrl;
import dev.twotick.plugin.TrustFile;
import dev.twotick.sentstore.SentStore;
import java.time.Duration;
import java.util.Set;

/**
 * Makes the Sent store from the settings under {@code sent-store.}: {@code url} as {@code imaps://host[:993][/folder]} or
 * {@code imap://host[:143][/folder]}, {@code user}, {@code password} or {@code password-file}, {@code starttls}, {@code
 * trust-file} and {@code timeout}.
 *
 * <p>The path of the URL names the folder: percent-encoded UTF-8, with a slash wherever the server has its own hierarchy
 * separator. A folder named in this way is created when it is missing; without a path the server's own Sent folder is looked
 * for (RFC 6154) and none is created.
 */
public final class ImapSentStoreProvider implements SentStoreProvider {
    private static final int TLS_PORT = 993;
    private static final int PLAIN_PORT = 143;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

    /** Does nothing; for {@link java.util.ServiceLoader}. */
    public ImapSentStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("imap", "imaps");
    }

    @Override
    public Set<String> keys() {
        return Set.of("user", "password", "password-file", ServerUrl.STARTTLS_KEY, TrustFile.KEY, "timeout");
    }

    @Override
    public SentStore create(String url, Section section) {
        return new ImapSentStore(account(url, section));
    }

    static ImapAccount account(String url, Section section) {
        return new ImapAccount(
                ServerUrl.read(url, section, TLS_PORT, PLAIN_PORT),
                TrustFile.context(section).getSocketFactory(),
                required(section, "user", section.text("user").orElse("")),
                required(section, "password", section.secret("password").orElse("")),
                timeout(section));
    }

    private static Duration timeout(Section section) {
        Duration timeout = section.duration("timeout", TIMEOUT);
        if (timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            section.fault("timeout", "is longer than 1h; a server that says nothing for so long says nothing at all");
            return TIMEOUT;
        }
        return timeout;
    }

    private static String required(Section section, String key, String value) {
        if (value.isEmpty()) {
            section.fault(key, "is missing");
        }
        return value;
    }
}
