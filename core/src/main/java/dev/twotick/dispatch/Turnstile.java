package dev.twotick.dispatch;

import io.github.resilience4j.bulkhead.Bulkhead;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets several engines share the connections of one relay: they take turns in the order in which they came, so that a long
 * queue of one does not keep the other away. Whoever waits is woken when a connection is free. Thread-safe.
 */
final class Turnstile {
    /** Who was woken and has not come is not waited for any longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Bulkhead bulkhead;
    private final Ticker ticker;
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private final Map<Runnable, Long> woken = new HashMap<>();
    private int inside;

    Turnstile(Bulkhead bulkhead, Ticker ticker) {
        this.bulkhead = bulkhead;
        this.ticker = ticker;
    }

    /** Takes a connection unless all are in use or it is somebody else's turn. */
    synchronized boolean enter(Runnable party) {
        forgetWhoDoesNotCome();
        if (isTurnOfAnother(party) || free() == 0 || !bulkhead.tryAcquirePermission()) {
            return false;
        }
        leave(party);
        inside++;
        return true;
    }

    private boolean isTurnOfAnother(Runnable party) {
        return !waiting.isEmpty() && !waiting.iterator().next().equals(party);
    }

    /** Gives a connection back, and wakes who waits. */
    void exit() {
        List<Runnable> next;
        synchronized (this) {
            bulkhead.releasePermission();
            inside--;
            next = List.copyOf(waiting);
            next.forEach(party -> woken.putIfAbsent(party, ticker.nanos()));
        }
        next.forEach(Runnable::run);
    }

    /** Notes that somebody would use a connection if there were one. */
    synchronized void want(Runnable party) {
        waiting.add(party);
        woken.remove(party);
        if (free() > 0) {
            woken.put(party, ticker.nanos());
        }
    }

    /** Notes that somebody has no use for a connection any more. */
    synchronized void leave(Runnable party) {
        waiting.remove(party);
        woken.remove(party);
    }

    /** Whether somebody else waits, so that whoever has a connection is to let it go after its batch. */
    synchronized boolean isWantedByOthers(Runnable party) {
        forgetWhoDoesNotCome();
        return waiting.stream().anyMatch(other -> !other.equals(party));
    }

    /** While no connection is free nobody is woken, and whoever waits does so for as long as that takes. */
    private void forgetWhoDoesNotCome() {
        woken.entrySet()
                .removeIf(one -> ticker.since(one.getValue()).compareTo(PATIENCE) > 0 && waiting.remove(one.getKey()));
    }

    synchronized int free() {
        return Math.max(0, bulkhead.getMetrics().getAvailableConcurrentCalls());
    }

    synchronized int inside() {
        return inside;
    }
}
