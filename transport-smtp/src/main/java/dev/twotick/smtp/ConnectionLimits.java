package dev.twotick.smtp;

import dev.twotick.plugin.Section;
import java.time.Duration;
import java.util.Set;

/**
 * How connections to one relay are kept and used.
 *
 * @param connections how many there are at most
 * @param window letters on their way on one connection, where the relay offers CHUNKING (RFC 3030)
 * @param idle how long one waits for its next letter
 * @param age how long one is used
 * @param letters how many letters go over one
 */
record ConnectionLimits(int connections, int window, Duration idle, Duration age, int letters) {
    /** The keys that {@link #read} understands; {@code connections} is the engine's too, and checked there. */
    static final Set<String> KEYS = Set.of("window", "connection.idle", "connection.age", "connection.letters");

    /** What holds where nothing is set. */
    static final ConnectionLimits DEFAULTS =
            new ConnectionLimits(4, 1, Duration.ofSeconds(30), Duration.ofMinutes(5), 1_000);

    private static final int MOST_CONNECTIONS = 1_000;
    private static final int WIDEST_WINDOW = 64;
    private static final int MOST_LETTERS = 1_000_000;

    static ConnectionLimits read(Section section) {
        return new ConnectionLimits(
                section.number("connections", DEFAULTS.connections(), 1, MOST_CONNECTIONS),
                section.number("window", DEFAULTS.window(), 1, WIDEST_WINDOW),
                section.duration("connection.idle", DEFAULTS.idle()),
                section.duration("connection.age", DEFAULTS.age()),
                section.number("connection.letters", DEFAULTS.letters(), 1, MOST_LETTERS));
    }
}
