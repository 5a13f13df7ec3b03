package dev.twotick.dispatch.simulation;

import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One piece of work that can stop in the middle and let others go on. */
final class Fiber {
    private final Runnable work;
    private final Semaphore go = new Semaphore(0);
    private BooleanSupplier ready = () -> true;
    private boolean begun;
    private boolean killed;
    private volatile boolean done;
    private volatile @Nullable Throwable failure;

    Fiber(Runnable work) {
        this.work = work;
    }

    boolean isDone() {
        return done;
    }

    boolean isReady() {
        return !done && ready.getAsBoolean();
    }

    /** It ends when it would go on the next time; what never began needs no ending. */
    void kill() {
        killed = true;
        done |= !begun;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Lets it go on; what the first call gives is to be run on a thread of its own. */
    @Nullable
    Runnable resume(Runnable back) {
        if (begun) {
            go.release();
            return null;
        }
        begun = true;
        return () -> run(back);
    }

    private void run(Runnable back) {
        try {
            work.run();
        } catch (Killed e) {
            // as it was meant to
        } catch (Throwable t) {
            failure = t;
        } finally {
            done = true;
            back.run();
        }
    }

    /** On its own thread: lets others go on until it is resumed, for which the condition has to hold. */
    void pause(Runnable back, BooleanSupplier until) {
        checkAlive();
        ready = until;
        back.run();
        go.acquireUninterruptibly();
        ready = () -> true;
        checkAlive();
    }

    private void checkAlive() {
        if (killed) {
            throw new Killed();
        }
    }
}
