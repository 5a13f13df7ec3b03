package dev.twotick.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Time as it passes in this process: never stepped, unlike a wall clock, and of no meaning elsewhere. The outbox's clock says
 * when something is due; this one measures how long something takes.
 */
@FunctionalInterface
interface Ticker {
    /** The Java virtual machine's. */
    Ticker SYSTEM = System::nanoTime;

    /** Nanoseconds since some moment; only differences mean something. */
    long nanos();

    /** How long ago an earlier reading was. */
    default Duration since(long earlier) {
        return Duration.ofNanos(nanos() - earlier);
    }

    /** The same time for those who want a clock; its dates mean nothing. */
    default Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.EPOCH.plusNanos(nanos());
            }
        };
    }
}
