package dev.twotick.smtp;

import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread that cuts connections whose deadline passed. Reading and writing both end at once when a socket is closed from
 * outside, in TLS too, so that one mechanism bounds every step. Thread-safe.
 */
final class Watchdog implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "twotick-smtp-watchdog");
        thread.setDaemon(true);
        return thread;
    });

    Watchdog() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /** A deadline that cuts when it passes. */
    Deadline watch(Runnable cut) {
        return new Deadline(this, cut);
    }

    /** Runs a check later; empty when the watchdog is closed. */
    Optional<Future<?>> after(long nanos, Runnable check) {
        try {
            return Optional.of(timer.schedule(check, nanos, TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException e) {
            return Optional.empty();
        }
    }

    /** Watches on over what is under way, and takes nothing new. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
