package dev.twotick.jdbc;

import dev.twotick.outbox.OutboxException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many items wait for their submission. Counted now and then, since other processes change it too, and carried on with our
 * own changes; the longer counting takes, the rarer it is. Only who asks first waits for it, so that a store that hangs holds up
 * nobody who only wants to know whether there is room. Thread-safe.
 */
final class Backlog {
    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
    private static final String COUNT = "SELECT count(*) AS items FROM twotick_item WHERE ready_for = 'SUBMISSION'";
    private static final long LEAST_PAUSE = Duration.ofSeconds(2).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(5).toNanos();
    private static final int SHARE = 200;

    private final Transactions transactions;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicBoolean counting = new AtomicBoolean();
    private volatile boolean counted;
    private volatile long countAgain = System.nanoTime();

    Backlog(Transactions transactions) {
        this.transactions = transactions;
    }

    void change(long by) {
        waiting.addAndGet(by);
    }

    long size() {
        if (System.nanoTime() - countAgain >= 0 && counting.compareAndSet(false, true)) {
            if (counted) {
                Thread counter = new Thread(this::countBeside, "twotick-outbox-counter");
                counter.setDaemon(true);
                counter.start();
            } else {
                count();
            }
        }
        return Math.max(0, waiting.get());
    }

    private void countBeside() {
        try {
            count();
        } catch (OutboxException e) {
            LOG.debug("what waits could not be counted; the last figure is carried on", e);
        }
    }

    private void count() {
        long begin = System.nanoTime();
        try {
            waiting.set(transactions.read("count what waits", tx -> tx.only(COUNT, row -> row.number("items"))));
            counted = true;
        } finally {
            long end = System.nanoTime();
            countAgain = end + Math.min(LONGEST_PAUSE, Math.max(LEAST_PAUSE, SHARE * (end - begin)));
            counting.set(false);
        }
    }
}
