package dev.twotick.jdbc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many items wait for their submission. Counted now and then, since other processes change it too, and carried on with our
 * own changes; the longer counting takes, the rarer it is. Thread-safe.
 */
final class Backlog {
    private static final String COUNT = "SELECT count(*) AS items FROM twotick_item WHERE ready_for = 'SUBMISSION'";
    private static final long LEAST_PAUSE = Duration.ofSeconds(2).toNanos();
    private static final int SHARE = 200;

    private final Transactions transactions;
    private final AtomicLong waiting = new AtomicLong();
    private final ReentrantLock counting = new ReentrantLock();
    private volatile long countAgain = System.nanoTime();

    Backlog(Transactions transactions) {
        this.transactions = transactions;
    }

    void change(long by) {
        waiting.addAndGet(by);
    }

    long size() {
        if (System.nanoTime() - countAgain >= 0 && counting.tryLock()) {
            try {
                count();
            } finally {
                counting.unlock();
            }
        }
        return Math.max(0, waiting.get());
    }

    private void count() {
        long begin = System.nanoTime();
        waiting.set(transactions.read("count what waits", tx -> tx.only(COUNT, row -> row.number("items"))));
        long end = System.nanoTime();
        countAgain = end + Math.max(LEAST_PAUSE, SHARE * (end - begin));
    }
}
