package dev.twotick.dispatch;

import io.github.resilience4j.bulkhead.Bulkhead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets several engines share the connections of one relay: they take turns in the order in which they came, so that a long
 * queue of one does not keep the other away. Whoever waits is woken when a connection is free. Thread-safe.
 */
final class Turnstile {
    /** Who does not come when woken, or has not asked again, is not waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Bulkhead bulkhead;
    private final Ticker ticker;
    private final Map<Runnable, Long> waiting = new LinkedHashMap<>();
    private int inside;

    Turnstile(Bulkhead bulkhead, Ticker ticker) {
        this.bulkhead = bulkhead;
        this.ticker = ticker;
    }

    /** Takes a connection unless all are in use or it is somebody else's turn. */
    synchronized boolean enter(Runnable party) {
        forgetWhoDoesNotCome();
        boolean othersTurn =
                !waiting.isEmpty() && !waiting.keySet().iterator().next().equals(party);
        if (othersTurn || free() == 0 || !bulkhead.tryAcquirePermission()) {
            return false;
        }
        waiting.remove(party);
        inside++;
        return true;
    }

    /** Gives a connection back, and wakes who waits. */
    void exit() {
        List<Runnable> next;
        synchronized (this) {
            bulkhead.releasePermission();
            inside--;
            next = new ArrayList<>(waiting.keySet());
        }
        next.forEach(Runnable::run);
    }

    /** Notes that somebody would use a connection if there were one. */
    synchronized void want(Runnable party) {
        waiting.put(party, ticker.nanos());
    }

    /** Notes that somebody has no use for a connection any more. */
    synchronized void leave(Runnable party) {
        waiting.remove(party);
    }

    /** Whether somebody else waits, so that whoever has a connection is to let it go after its batch. */
    synchronized boolean isWantedByOthers(Runnable party) {
        forgetWhoDoesNotCome();
        return waiting.keySet().stream().anyMatch(other -> !other.equals(party));
    }

    private void forgetWhoDoesNotCome() {
        waiting.values().removeIf(since -> ticker.since(since).compareTo(PATIENCE) > 0);
    }

    synchronized int free() {
        return Math.max(0, bulkhead.getMetrics().getAvailableConcurrentCalls());
    }

    synchronized int inside() {
        return inside;
    }
}
