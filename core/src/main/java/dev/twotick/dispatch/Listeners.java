package dev.twotick.dispatch;

import dev.twotick.confirmation.Claim;
import dev.twotick.outbox.Event;
import dev.twotick.transport.SubmissionOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the listeners on one thread of their own, so that a slow or failing one does not stop a submission. */
public final class Listeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final int MAX_WAITING = 10_000;
    private static final long CLOSE_SECONDS = 5;

    private final List<TwotickListener> listeners;
    private final ThreadPoolExecutor caller;
    private volatile @Nullable Thread callersThread;

    /**
     * Begins with some listeners.
     *
     * @param listeners those to call
     */
    public Listeners(List<TwotickListener> listeners) {
        this.listeners = new CopyOnWriteArrayList<>(listeners);
        // a full queue makes the engine itself wait: memory stays bounded and nothing is lost
        this.caller = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), this::thread, this::whenFull);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "twotick-listeners");
        thread.setDaemon(true);
        callersThread = thread;
        return thread;
    }

    private void whenFull(Runnable call, ThreadPoolExecutor full) {
        if (Thread.currentThread().equals(callersThread)) {
            // a listener that makes new calls must not wait for itself
            call.run();
        } else if (!full.isShutdown()) {
            try {
                full.getQueue().put(call);
            } catch (InterruptedException e) {
                LOG.warn("interrupted while the listeners were busy; one call to them is left out", e);
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Adds a listener.
     *
     * @param listener hears what happens from now on
     */
    public void add(TwotickListener listener) {
        listeners.add(listener);
    }

    /**
     * Tells what was written to the ledger by this process.
     *
     * @param events the events, in the order of the ledger
     */
    public void events(List<Event> events) {
        events.forEach(event -> call(listener -> listener.onEvent(event)));
    }

    void submission(String relay, SubmissionOutcome outcome, Duration took) {
        call(listener -> listener.onSubmission(relay, outcome, took));
    }

    void relayHeld(String relay, String reason, Duration nextTry) {
        call(listener -> listener.onRelayHeld(relay, reason, nextTry));
    }

    void unmatched(Claim claim) {
        call(listener -> listener.onUnmatched(claim));
    }

    void trouble(String part, Throwable failure) {
        call(listener -> listener.onTrouble(part, failure));
    }

    private void call(Consumer<TwotickListener> call) {
        if (!listeners.isEmpty()) {
            caller.execute(() -> listeners.forEach(listener -> callOne(listener, call)));
        }
    }

    private static void callOne(TwotickListener listener, Consumer<TwotickListener> call) {
        try {
            call.accept(listener);
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "the listener {} failed; the others are called",
                    listener.getClass().getName(),
                    e);
        }
    }

    /** Calls what waits, for a few seconds at most. Idempotent. */
    @Override
    public void close() {
        caller.shutdown();
        try {
            if (!caller.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "listeners did not end in time; {} calls are left out",
                        caller.shutdownNow().size());
            }
        } catch (InterruptedException e) {
            caller.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
