package dev.twotick.dispatch;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a clerk a thread: round after round while there is work, a pause when there is none, a longer one after a failure. */
final class ClerkThread {
    private static final Logger LOG = LoggerFactory.getLogger(ClerkThread.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Clerk clerk;
    private final Duration pause;
    private final Listeners listeners;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean wake;
    private volatile boolean stopped;

    ClerkThread(Clerk clerk, Duration pause, Listeners listeners) {
        this.clerk = clerk;
        this.pause = pause;
        this.listeners = listeners;
        this.thread = new Thread(this::run, "twotick-" + clerk.name());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Ends the pause. */
    void wake() {
        lock.lock();
        try {
            wake = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the running round end and waits for it. */
    void stop(Duration atMost) {
        stopped = true;
        wake();
        join(atMost);
        if (thread.isAlive()) {
            thread.interrupt();
            join(AFTER_FAILURE);
        }
    }

    private void join(Duration atMost) {
        try {
            thread.join(Math.max(1, atMost.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            try {
                round();
            } catch (Throwable t) {
                // not even the failure could be told, for want of memory perhaps; letters still depend on this thread
                Thread.onSpinWait();
            }
        }
    }

    private void round() {
        try {
            if (clerk.work() == 0) {
                rest(pause);
            }
        } catch (InterruptedException e) {
            // only stop() ends the thread; an interrupt that something else left behind does not
            LOG.debug("{} was interrupted", clerk.name(), e);
        } catch (Throwable t) {
            // one bad round must never end the thread that all letters depend on
            try {
                LOG.error("{}: a round failed; it is tried again in {}", clerk.name(), AFTER_FAILURE, t);
                listeners.trouble(clerk.name(), t);
            } finally {
                restAfterFailure();
            }
        }
    }

    private void restAfterFailure() {
        try {
            rest(AFTER_FAILURE);
        } catch (InterruptedException e) {
            LOG.debug("{} was interrupted", clerk.name(), e);
        }
    }

    private void rest(Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            while (!wake && !stopped && left > 0) {
                left = woken.awaitNanos(left);
            }
            wake = false;
        } finally {
            lock.unlock();
        }
    }
}
