package dev.twotick.dispatch.simulation;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs fibers. Each has a stack, and so a thread, of its own, but only one of all of them runs at any time, and it runs until it
 * pauses: what happens depends on who is resumed and on nothing else.
 */
final class Fibers {
    private static final int STUCK_SECONDS = 60;

    private final ExecutorService threads;
    private final Semaphore back = new Semaphore(0);
    private @Nullable Fiber current;

    Fibers(ExecutorService threads) {
        this.threads = threads;
    }

    /** Whether the caller is inside a fiber and so may pause. */
    boolean inFiber() {
        return current != null;
    }

    /** The one that runs. */
    Fiber current() {
        Fiber running = current;
        if (running == null) {
            throw new IllegalStateException("no fiber runs");
        }
        return running;
    }

    /** Comes back when the fiber pauses or ends. */
    void resume(Fiber fiber) {
        current = fiber;
        Runnable first = fiber.resume(back::release);
        if (first != null) {
            threads.execute(first);
        }
        awaitBack();
        current = null;
        Throwable failure = fiber.failure();
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw new IllegalStateException("a fiber failed", failure);
        }
    }

    private void awaitBack() {
        try {
            if (!back.tryAcquire(STUCK_SECONDS, TimeUnit.SECONDS)) {
                throw new Violation("a fiber waits for something outside of the simulation");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Inside a fiber: lets others go on until this is true, and until it is resumed. */
    void pause(BooleanSupplier until) {
        current().pause(back::release, until);
    }
}
