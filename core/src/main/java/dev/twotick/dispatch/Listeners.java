package dev.twotick.dispatch;

import dev.twotick.confirmation.Claim;
import dev.twotick.outbox.Event;
import dev.twotick.transport.SubmissionOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Calls each listener on a thread of its own, so that a slow or failing one stops neither a submission nor another listener; but
 * those that only take notes at once. Thread-safe.
 */
public final class Listeners implements AutoCloseable {
    private static final int MOST_WAITING = 10_000;
    private static final long CLOSE_SECONDS = 5;

    private final List<ListenerThread> threads = new CopyOnWriteArrayList<>();
    private final List<TwotickListener> notes = new CopyOnWriteArrayList<>();

    /**
     * Begins with some listeners. Calls to one that does not keep up are left out when 10,000 wait for it.
     *
     * @param listeners those to call
     */
    public Listeners(List<TwotickListener> listeners) {
        listeners.forEach(listener -> threads.add(new ListenerThread(listener, MOST_WAITING)));
    }

    /**
     * Adds a listener to which no call is ever left out: one that only notes what it hears. It is called at once by whoever has
     * something to tell, on any thread and by many at a time, so it must be thread-safe and never block.
     *
     * @param listener hears what happens from now on
     */
    public void add(TwotickListener listener) {
        notes.add(listener);
    }

    /**
     * Tells what was written to the ledger by this process.
     *
     * @param events the events, in the order of the ledger
     */
    public void events(List<Event> events) {
        if (!events.isEmpty()) {
            call(
                    events.size(),
                    listener -> events.forEach(event -> ListenerThread.call(listener, one -> one.onEvent(event))));
        }
    }

    void submission(String relay, SubmissionOutcome outcome, Duration took) {
        call(1, listener -> listener.onSubmission(relay, outcome, took));
    }

    void relayHeld(String relay, String reason, Duration nextTry) {
        call(1, listener -> listener.onRelayHeld(relay, reason, nextTry));
    }

    void unmatched(Claim claim) {
        call(1, listener -> listener.onUnmatched(claim));
    }

    void evidenceSource(String source) {
        call(1, listener -> listener.onEvidenceSource(source));
    }

    void evidenceRead(String source) {
        call(1, listener -> listener.onEvidenceRead(source));
    }

    void trouble(String part, Throwable failure) {
        call(1, listener -> listener.onTrouble(part, failure));
    }

    private void call(int events, Consumer<TwotickListener> call) {
        notes.forEach(listener -> ListenerThread.call(listener, call));
        threads.forEach(thread -> thread.call(events, call));
    }

    /** Calls what waits, for a few seconds at most. Idempotent. */
    @Override
    public void close() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        threads.forEach(ListenerThread::end);
        threads.forEach(thread -> thread.awaitEnd(end - System.nanoTime()));
    }
}
