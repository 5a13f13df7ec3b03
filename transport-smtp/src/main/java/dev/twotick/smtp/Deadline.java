package dev.twotick.smtp;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Until when the step under way, and the submission around it, must have ended. Moving it further away costs next to nothing:
 * a check that comes too early only asks to be called again. Thread-safe.
 */
final class Deadline {
    private final Watchdog watchdog;
    private final Runnable cut;
    private final ReentrantLock lock = new ReentrantLock();
    private Duration whole = Duration.ZERO;
    private Duration limit = Duration.ZERO;
    private long wholeEnd;
    private long end;
    private long nextCheck;
    private Optional<Future<?>> check = Optional.empty();
    private boolean atRest;
    private boolean stopped;
    private boolean passed;

    Deadline(Watchdog watchdog, Runnable cut) {
        this.watchdog = watchdog;
        this.cut = cut;
    }

    /**
     * Begins a submission, of which no step but the last may go beyond this.
     *
     * @param start when it began, in the ticks of {@link System#nanoTime}
     */
    void whole(long start, Duration total) {
        lock.lock();
        try {
            whole = total;
            wholeEnd = start + total.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /** Begins a step. */
    void step(Duration most) {
        lock.lock();
        try {
            long now = System.nanoTime();
            long wholeLeft = wholeEnd - now;
            boolean wholeIsNear = wholeLeft < most.toNanos();
            begin(now, wholeIsNear ? whole : most, wholeIsNear ? wholeLeft : most.toNanos());
        } finally {
            lock.unlock();
        }
    }

    /** Begins a step that has its own time, however much of the submission's is left. */
    void lastStep(Duration most) {
        lock.lock();
        try {
            begin(System.nanoTime(), most, most.toNanos());
        } finally {
            lock.unlock();
        }
    }

    private void begin(long now, Duration given, long nanos) {
        limit = given;
        end = now + nanos;
        atRest = false;
        if (!stopped && !passed) {
            watch(now);
        }
    }

    /** Nothing is under way until the next step. */
    void rest() {
        lock.lock();
        try {
            atRest = true;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is cut any more. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            check.ifPresent(pending -> pending.cancel(false));
        } finally {
            lock.unlock();
        }
    }

    /** Whether the connection was cut. */
    boolean passed() {
        lock.lock();
        try {
            return passed;
        } finally {
            lock.unlock();
        }
    }

    /** What the step that began last was given, or the submission, whichever ends first. */
    Duration limit() {
        lock.lock();
        try {
            return limit;
        } finally {
            lock.unlock();
        }
    }

    private void watch(long now) {
        if (end - now <= 0) {
            cutNow();
        } else if (check.isEmpty() || end - nextCheck < 0) {
            checkAtEnd(now);
        }
    }

    private void checkAtEnd(long now) {
        check.ifPresent(pending -> pending.cancel(false));
        nextCheck = end;
        check = watchdog.after(end - now, this::check);
        if (check.isEmpty()) {
            // nobody watches any more, and a connection without a deadline must not be
            cutNow();
        }
    }

    private void cutNow() {
        passed = true;
        cut.run();
    }

    private void check() {
        lock.lock();
        try {
            check = Optional.empty();
            if (stopped || passed || atRest) {
                return;
            }
            watch(System.nanoTime());
        } finally {
            lock.unlock();
        }
    }
}
