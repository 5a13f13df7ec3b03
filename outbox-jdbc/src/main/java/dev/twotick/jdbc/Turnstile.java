package dev.twotick.jdbc;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the processes that write to one SQLite file take turns. SQLite itself lets those that wait try now and then, so that a
 * busy writer, which is away for microseconds only, would keep all others out. Here whoever waits holds the door: it locks the
 * first byte of a file, then the second, then gives back the first; whoever leaves finds the door held and comes after. It is
 * courtesy only, and ends after a second: what keeps the data whole are SQLite's own locks. A process that was stopped in here
 * is waited for so once, and then hardly for a while, or everybody else's transactions would take a second each. Used by one
 * thread.
 */
final class Turnstile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Turnstile.class);
    private static final long COURTESY = Duration.ofSeconds(1).toNanos();
    private static final long DISCOURTESY = Duration.ofSeconds(10).toNanos();
    /** Enough for somebody busy to leave, who only was slow once. */
    private static final long LITTLE_COURTESY = Duration.ofMillis(5).toNanos();

    private static final long PAUSE = Duration.ofNanos(100_000).toNanos();
    private static final long DOOR = 0;
    private static final long ROOM = 1;

    private final @Nullable FileChannel file;
    private final Time time;
    private long courteousFrom;
    private @Nullable FileLock room;

    private Turnstile(@Nullable FileChannel file, Time time) {
        this.file = file;
        this.time = time;
        this.courteousFrom = time.nanos();
    }

    /** What passes while somebody waits. */
    interface Time {
        /** Of no known beginning. */
        long nanos();

        void letPass(long nanos);
    }

    private static final class RealTime implements Time {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void letPass(long nanos) {
            LockSupport.parkNanos(nanos);
        }
    }

    /** A turnstile for everybody who opens one on this file; where files cannot be locked, everybody passes. */
    static Turnstile at(Path path) {
        return at(path, new RealTime());
    }

    static Turnstile at(Path path, Time time) {
        try {
            return new Turnstile(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE), time);
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be used, so that processes that share the outbox may wait long: {}", path, e.toString());
            return new Turnstile(null, time);
        }
    }

    void enter() {
        FileChannel open = file;
        if (open == null) {
            return;
        }
        long now = time.nanos();
        boolean courteous = now - courteousFrom >= 0;
        long end = now + (courteous ? COURTESY : LITTLE_COURTESY);
        FileLock door = lock(open, DOOR, end);
        room = lock(open, ROOM, end);
        release(door);
        if (door != null && room != null) {
            courteousFrom = now;
        } else if (courteous) {
            courteousFrom = time.nanos() + DISCOURTESY;
        }
    }

    private @Nullable FileLock lock(FileChannel file, long place, long end) {
        while (true) {
            try {
                FileLock lock = file.tryLock(place, 1, false);
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) {
                // held by another outbox in this process
            } catch (IOException e) {
                LOG.debug("the turnstile lets pass", e);
                return null;
            }
            if (time.nanos() - end >= 0) {
                return null;
            }
            time.letPass(PAUSE);
        }
    }

    void leave() {
        release(room);
        room = null;
    }

    private static void release(@Nullable FileLock lock) {
        if (lock != null) {
            try {
                lock.release();
            } catch (IOException e) {
                LOG.debug("a lock was gone already", e);
            }
        }
    }

    @Override
    public void close() {
        leave();
        FileChannel open = file;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("closing the turnstile", e);
            }
        }
    }
}
