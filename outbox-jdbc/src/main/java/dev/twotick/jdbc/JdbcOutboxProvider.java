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
 * Opens the outbox that {@code outbox.url} names. Unlike a server that is down, a file that cannot be opened will not mend
 * itself, so the outbox is opened at once and what is wrong with it is a fault of the configuration.
 *
 * <p>This version keeps its outbox in SQLite; {@code jdbc:postgresql} is answered with a fault that says so.
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
                .withMigration(section.choice("migrate", true, Map.of("on", true, "off", false)))
                .withLostLettersAccepted(
                        section.choice("synchronous", false, Map.of("full", false, "off-i-accept-lost-letters", true)));
    }

    @Override
    public Outbox create(String url, Section section) {
        if (url.toLowerCase(Locale.ROOT).startsWith(POSTGRESQL + ":")) {
            throw new ConfigurationException(
                    section.word("url"),
                    "this version keeps its outbox in SQLite only; take " + SQLITE
                            + ":outbox.db, or another directory");
        }
        for (String key : List.of("user", "password", "password-file")) {
            if (section.text(key).isPresent()) {
                section.fault(key, "SQLite knows no users; take it out, the file's permissions protect it");
            }
        }
        try {
            return JdbcOutbox.open(settings(SQLITE + url.substring(SQLITE.length()), section));
        } catch (OutboxException e) {
            throw new ConfigurationException(section.word("url"), String.valueOf(e.getMessage()));
        }
    }
}
