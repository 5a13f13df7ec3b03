package dev.twotick.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What a host can tell of time: its wall clock, which may be set at any moment, and how long it has been running, which is the
 * same to all its processes. Thread-safe.
 */
final class HostTime {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Path proc;
    private final InstantSource wall;
    private final LongSupplier ticks;
    private volatile long looked;
    private volatile long slept;

    /**
     * A host.
     *
     * @param proc the directory in which Linux tells of itself
     * @param wall the wall clock
     * @param ticks nanoseconds that are never stepped; on Linux those since the start, without the host's sleep
     */
    HostTime(Path proc, InstantSource wall, LongSupplier ticks) {
        this.proc = proc;
        this.wall = wall;
        this.ticks = ticks;
        look(ticks.getAsLong());
    }

    /** This one. */
    static HostTime here() {
        return new HostTime(Path.of("/proc"), InstantSource.system(), System::nanoTime);
    }

    InstantSource wall() {
        return wall;
    }

    /** What only this run of the host is called; empty where the time that it has been running cannot be compared. */
    Optional<String> boot() {
        return read("sys/kernel/random/boot_id");
    }

    /** Nanoseconds since a moment that is the same to all processes of a run, where it has a name. */
    long running() {
        long now = ticks.getAsLong();
        if (now - looked >= SECOND) {
            look(now);
        }
        return now + slept;
    }

    /** A container may be told its own age instead, which is less. */
    private void look(long now) {
        looked = now;
        long sleep = read("uptime").map(words -> nanos(words) - now).orElse(0L);
        if (sleep >= SECOND) {
            slept = Math.max(slept, sleep);
        }
    }

    private static long nanos(String uptime) {
        try {
            return (long) (Double.parseDouble(uptime.split(" ", 2)[0]) * SECOND);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private Optional<String> read(String file) {
        try {
            return Optional.of(Files.readString(proc.resolve(file)).strip()).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
