package dev.twotick.jdbc;

import java.util.Optional;

/**
 * How an outbox in a database is opened. Immutable; every {@code with} gives a changed copy.
 *
 * @param url {@code jdbc:sqlite:} and the name of a file in a directory that exists, or {@code jdbc:postgresql://…}
 * @param user the user, of a server
 * @param password the password, of a server
 * @param migrate whether the tables are made and changed by themselves; false: somebody runs the files of the jar
 * @param acceptsLostLetters whether a database is taken that may forget its last commits when the power fails
 */
public record JdbcSettings(
        String url, Optional<String> user, Optional<String> password, boolean migrate, boolean acceptsLostLetters) {
    /**
     * Settings for a URL, with nothing given away.
     *
     * @param url the URL
     * @return the settings
     */
    public static JdbcSettings of(String url) {
        return new JdbcSettings(url, Optional.empty(), Optional.empty(), true, false);
    }

    /**
     * With a login.
     *
     * @param name the user
     * @param secret the password
     * @return a changed copy
     */
    public JdbcSettings withLogin(Optional<String> name, Optional<String> secret) {
        return new JdbcSettings(url, name, secret, migrate, acceptsLostLetters);
    }

    /**
     * With tables that others look after.
     *
     * @param byThemselves whether they are made and changed by themselves
     * @return a changed copy
     */
    public JdbcSettings withMigration(boolean byThemselves) {
        return new JdbcSettings(url, user, password, byThemselves, acceptsLostLetters);
    }

    /**
     * Takes a database although the last accepted letters may be lost when the power fails, as it is faster.
     *
     * @param accepted whether that is wanted
     * @return a changed copy
     */
    public JdbcSettings withLostLettersAccepted(boolean accepted) {
        return new JdbcSettings(url, user, password, migrate, accepted);
    }

    @Override
    public String toString() {
        return "JdbcSettings[" + url.split("[?]", 2)[0] + "]";
    }
}
