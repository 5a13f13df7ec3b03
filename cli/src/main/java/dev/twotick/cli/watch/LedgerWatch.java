package dev.twotick.cli.watch;

import dev.twotick.confirmation.Claim;
import dev.twotick.dispatch.TwotickListener;
import dev.twotick.outbox.Event;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits until a condition holds: looks whenever this process writes to the ledger, and now and then for what other processes
 * write. Thread-safe.
 */
public final class LedgerWatch implements TwotickListener {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofDays(365);

    private boolean news;
    private boolean stopped;

    /** Makes a watch that has seen nothing yet. */
    public LedgerWatch() {}

    @Override
    public void onEvent(Event event) {
        wake();
    }

    @Override
    public void onUnmatched(Claim claim) {
        wake();
    }

    /** Ends the waiting, now or as soon as it begins, as if the time were over. */
    public synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    private synchronized void wake() {
        news = true;
        notifyAll();
    }

    /**
     * Waits.
     *
     * @param condition what to wait for; asked on the calling thread
     * @param atMost how long to wait
     * @return whether it came to hold
     * @throws InterruptedException when interrupted
     */
    public boolean await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + (atMost.compareTo(LONGEST) < 0 ? atMost : LONGEST).toNanos();
        while (!condition.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0 || isStopped()) {
                return false;
            }
            pause(Math.min(LOOK_AGAIN.toNanos(), left));
        }
        return true;
    }

    /**
     * Whether the waiting was ended.
     *
     * @return true once {@link #stop} was called
     */
    public synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized void pause(long atMostNanos) throws InterruptedException {
        if (!news && !stopped) {
            TimeUnit.NANOSECONDS.timedWait(this, atMostNanos);
        }
        news = false;
    }
}
