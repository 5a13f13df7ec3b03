package dev.twotick.dispatch;

import dev.twotick.transport.PointOfNoReturn;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The point of no return of one try. It is crossed at most once, and once it is given up it is never crossed: so a time limiter can
 * give up on a submission and still know for certain whether the last dot may leave.
 */
final class Gate implements PointOfNoReturn {
    private final ReentrantLock lock = new ReentrantLock();
    private final BooleanSupplier intent;
    private boolean asked;
    private boolean crossed;
    private boolean givenUp;

    /** @param intent makes the intent durable and tells whether it did */
    Gate(BooleanSupplier intent) {
        this.intent = intent;
    }

    @Override
    public boolean cross() {
        lock.lock();
        try {
            if (asked) {
                return false;
            }
            asked = true;
            crossed = intent.getAsBoolean();
            return crossed;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody cross from now on; tells whether somebody had. Waits while somebody is crossing. */
    boolean giveUp() {
        lock.lock();
        try {
            asked = true;
            givenUp = true;
            return crossed;
        } finally {
            lock.unlock();
        }
    }

    /** Whether an outcome was recorded without waiting for the transport. */
    boolean isGivenUp() {
        lock.lock();
        try {
            return givenUp;
        } finally {
            lock.unlock();
        }
    }

    boolean isCrossed() {
        lock.lock();
        try {
            return crossed;
        } finally {
            lock.unlock();
        }
    }
}
