package dev.twotick.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * The server's clock, as it was told last, carried on by the time that has passed here since. A node whose own clock is set
 * wrong, or is set while it runs, sees nothing of it. Thread-safe.
 */
class PostgresClock {
    private volatile Told last;

    /** The server is heard when the first connection is opened, before anybody asks. */
    PostgresClock() {
        this.last = new Told(Instant.EPOCH, System.nanoTime());
    }

    private record Told(Instant time, long at) {}

    /** A clock of a test. */
    static PostgresClock of(InstantSource clock) {
        return new PostgresClock() {
            @Override
            Instant told(Instant time) {
                return now();
            }

            @Override
            Instant now() {
                return clock.instant().truncatedTo(ChronoUnit.MILLIS);
            }
        };
    }

    /** Takes the server's time, and gives it back. */
    Instant told(Instant time) {
        last = new Told(time, System.nanoTime());
        return time;
    }

    Instant now() {
        Told told = last;
        return told.time().plus(Duration.ofNanos(System.nanoTime() - told.at())).truncatedTo(ChronoUnit.MILLIS);
    }
}
