package dev.twotick.jdbc;

import dev.twotick.outbox.OutboxException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A step that one thread wants and the writer's thread does. It is done once or not at all: a caller that has waited too long
 * takes it back, unless it has begun.
 *
 * @param <T> what it comes to
 */
final class Job<T> {
    private enum State {
        WAITING,
        TAKEN,
        WITHDRAWN
    }

    private final String task;
    private final Transaction.Needs needs;
    private final Transaction.Work<T> work;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable T result;
    private @Nullable Throwable failure;

    Job(String task, Transaction.Needs needs, Transaction.Work<T> work) {
        this.task = task;
        this.needs = needs;
        this.work = work;
    }

    String task() {
        return task;
    }

    Transaction.Needs needs() {
        return needs;
    }

    /** Begins it; false when its caller has taken it back. */
    boolean take() {
        return state.compareAndSet(State.WAITING, State.TAKEN);
    }

    /** Does the work; what it came to is told when the transaction is committed. */
    Runnable run(Transaction tx) throws java.sql.SQLException {
        T value = work.run(tx);
        return () -> {
            result = value;
            done.countDown();
        };
    }

    /** Tells why it is not done, unless its caller has been told what it came to. */
    void fail(Throwable reason) {
        if (done.getCount() > 0) {
            failure = reason;
            done.countDown();
        }
    }

    /** Waits for the end. An interrupt does not cut it, since an outcome that is known must be written; it is kept for the caller. */
    T await(long seconds, String place) {
        if (!isDoneWithin(seconds)) {
            if (state.compareAndSet(State.WAITING, State.WITHDRAWN)) {
                throw new OutboxException("cannot " + task + ": other writes to " + place + " took the " + seconds
                        + " s that it may wait; look at the load and the speed of the disk");
            }
            if (!isDoneWithin(seconds)) {
                throw new OutboxException("cannot tell whether it is done to " + task + ": " + place
                        + " has not answered for " + seconds + " s; look at the disk or the server");
            }
        }
        return outcome();
    }

    private boolean isDoneWithin(long seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return done.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Failures are thrown anew, so that each caller's own trace is in them. */
    @SuppressWarnings("NullAway") // T itself says whether a result may be null
    private T outcome() {
        if (failure instanceof OutboxException e) {
            throw new OutboxException(String.valueOf(e.getMessage()), e);
        }
        if (failure instanceof IllegalStateException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        if (failure != null) {
            throw new OutboxException("cannot " + task + ": " + failure, failure);
        }
        return result;
    }
}
