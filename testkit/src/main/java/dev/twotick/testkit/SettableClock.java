package dev.twotick.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is told otherwise. Thread-safe. */
public final class SettableClock implements InstantSource {
    /** Where a clock stands when nothing else is said. */
    public static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private Instant now;

    /** Stands at {@link #START}. */
    public SettableClock() {
        this(START);
    }

    /**
     * Stands at an instant.
     *
     * @param start the instant
     */
    public SettableClock(Instant start) {
        now = start;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /**
     * Puts the clock forward or back.
     *
     * @param instant the time it is from now on
     */
    public synchronized void set(Instant instant) {
        now = instant;
    }

    /**
     * Puts the clock forward.
     *
     * @param duration by how much; negative puts it back
     */
    public synchronized void advance(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public String toString() {
        return "SettableClock[" + instant() + "]";
    }
}
