package dev.twotick.jdbc;

import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.plugin.ConfigurationException;
import dev.twotick.plugin.OutboxProvider;
import dev.twotick.plugin.Section;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Opens the outbox that {@code outbox.url} names, in SQLite or PostgreSQL. It is opened at once, and what is wrong with it is a
 * fault of the configuration.
 */
public final class JdbcOutboxProvider implements OutboxProvider {
    private static final String SQLITE = "jdbc:sqlite";
    private static final String POSTGRESQL = "jdbc:postgresql";

    /** Does nothing. */
    public JdbcOutboxProvider() {
        // as java.util.ServiceLoader needs it
    }

    @Override
    public Set<String> schemes() {
        return Set.of(SQLITE, POSTGRESQL);
    }

    @Override
    public Set<String> keys() {
        return Set.of("user", "password", "password-file", "migrate", "synchronous");
    }

    private static JdbcSettings settings(String url, Section section) {
        return JdbcSettings.of(url)
                .withLogin(section.text("user"), section.secret("password"))
                .withMigration(section.choice("migrate", true, Map.of("on", true, "off", false)))
                .withLostLettersAccepted(
                        section.choice("synchronous", false, Map.of("full", false, "off-i-accept-lost-letters", true)));
    }

    @Override
    public Outbox create(String url, Section section) {
        boolean file = url.toLowerCase(Locale.ROOT).startsWith(SQLITE + ":");
        if (file) {
            refuseLogin(section);
        }
        String scheme = file ? SQLITE : POSTGRESQL;
        try {
            return JdbcOutbox.open(settings(scheme + url.substring(scheme.length()), section));
        } catch (OutboxException e) {
            throw new ConfigurationException(section.word("url"), String.valueOf(e.getMessage()));
        }
    }

    private static void refuseLogin(Section section) {
        for (String key : List.of("user", "password", "password-file")) {
            if (section.text(key).isPresent()) {
                section.fault(key, "SQLite knows no users; take it out, the file's permissions protect it");
            }
        }
    }
}
