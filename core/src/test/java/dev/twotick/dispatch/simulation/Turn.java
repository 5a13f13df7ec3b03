package dev.twotick.dispatch.simulation;

import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One piece of work that is done in turns with others. */
final class Turn {
    final String name;
    private final Runnable work;
    private final Semaphore go = new Semaphore(0);
    private BooleanSupplier ready = () -> true;
    private boolean begun;
    private volatile boolean killed;
    private volatile boolean done;
    private volatile @Nullable Throwable failure;

    Turn(String name, Runnable work) {
        this.name = name;
        this.work = work;
    }

    boolean isBegun() {
        return begun;
    }

    boolean isDone() {
        return done;
    }

    boolean isReady() {
        return !done && ready.getAsBoolean();
    }

    void kill() {
        killed = true;
        // what never began needs no ending
        if (!begun) {
            done = true;
        }
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Lets it go on; on the first call this is to be run on a thread of its own. */
    @Nullable
    Runnable resume(Runnable back) {
        if (begun) {
            go.release();
            return null;
        }
        begun = true;
        return () -> {
            try {
                work.run();
            } catch (Killed e) {
                // it ends here
            } catch (Throwable t) {
                failure = t;
            } finally {
                done = true;
                back.run();
            }
        };
    }

    /** On its own thread: gives the turn back and waits for the next one. */
    void pause(Runnable back, BooleanSupplier until) {
        if (killed) {
            throw new Killed();
        }
        ready = until;
        back.run();
        go.acquireUninterruptibly();
        ready = () -> true;
        if (killed) {
            throw new Killed();
        }
    }
}
