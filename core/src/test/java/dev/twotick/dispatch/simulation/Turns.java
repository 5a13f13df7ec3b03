package dev.twotick.dispatch.simulation;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets pieces of work take turns. Each has a stack, and so a thread, of its own, but only one of all of them runs at any time
 * and it runs until it pauses: what happens depends on who is given the turn and on nothing else.
 */
final class Turns {
    private static final int STUCK_SECONDS = 60;

    private final ExecutorService threads;
    private final Semaphore back = new Semaphore(0);
    private @Nullable Turn current;

    Turns(ExecutorService threads) {
        this.threads = threads;
    }

    /** Whether the caller is inside a turn and so may pause. */
    boolean inTurn() {
        return current != null;
    }

    /** Whose turn it is. */
    Turn current() {
        Turn turn = current;
        if (turn == null) {
            throw new IllegalStateException("it is nobody's turn");
        }
        return turn;
    }

    /** Gives a turn and comes back when it pauses or ends. */
    void give(Turn turn) {
        current = turn;
        Runnable first = turn.resume(back::release);
        if (first != null) {
            threads.execute(first);
        }
        awaitBack(turn);
        current = null;
        Throwable failure = turn.failure();
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw new IllegalStateException(turn.name + " failed", failure);
        }
    }

    private void awaitBack(Turn turn) {
        try {
            if (!back.tryAcquire(STUCK_SECONDS, TimeUnit.SECONDS)) {
                throw new Violation(turn.name + " waits for something outside of the simulation");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Inside a turn: lets others go on until this is true, and until the scheduler comes back to it. */
    void pause(BooleanSupplier until) {
        current().pause(back::release, until);
    }
}
