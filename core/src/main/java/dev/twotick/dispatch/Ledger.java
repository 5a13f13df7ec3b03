package dev.twotick.dispatch;

import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what happened, and tells the listeners. What cannot be written is kept until it can be; while anything is kept,
 * no new submission may start ({@link #flush}). Thread-safe.
 */
final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private final Outbox outbox;
    private final Listeners listeners;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Entry> unwritten = new ArrayDeque<>();

    private record Entry(Lease lease, List<Transition> steps) {}

    Ledger(Outbox outbox, Listeners listeners) {
        this.outbox = outbox;
        this.listeners = listeners;
    }

    Outbox outbox() {
        return outbox;
    }

    Listeners listeners() {
        return listeners;
    }

    /** Makes an intent durable; no when the lease was lost or the store is away, and then the dot must not leave. */
    boolean intend(Lease lease, List<Integer> items) {
        try {
            boolean intended = outbox.intend(lease, items);
            if (!intended) {
                LOG.info(
                        "letter {}: the lease was lost before the last dot; the submission is broken off",
                        lease.letter().id());
            }
            return intended;
        } catch (OutboxException e) {
            LOG.error(
                    "letter {}: the intent cannot be recorded; the submission is broken off before the last dot",
                    lease.letter().id(),
                    e);
            return false;
        }
    }

    /** Records what came of a lease, now or as soon as the store is back. */
    void record(Lease lease, List<Transition> steps) {
        Entry entry = new Entry(lease, steps);
        try {
            write(entry);
        } catch (OutboxException e) {
            LOG.error(
                    "letter {}: its outcome cannot be recorded and is kept; no new submission starts until it is",
                    lease.letter().id(),
                    e);
            lock.lock();
            try {
                unwritten.add(entry);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Writes what was kept.
     *
     * @return false when something still cannot be written, so that no new submission may start
     */
    boolean flush() {
        lock.lock();
        try {
            while (!unwritten.isEmpty()) {
                write(unwritten.peek());
                unwritten.remove();
                LOG.info("an outcome that was kept is recorded; {} are left", unwritten.size());
            }
            return true;
        } catch (OutboxException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void write(Entry entry) {
        try {
            Optional<List<Event>> events = outbox.record(entry.lease(), entry.steps());
            events.ifPresentOrElse(listeners::events, () -> late(entry));
        } catch (IllegalStateException e) {
            LOG.error(
                    "letter {}: an illegal step, which is a bug; it is held",
                    entry.lease().letter().id(),
                    e);
            List<Transition> held = new ArrayList<>();
            entry.steps()
                    .forEach(step -> held.add(Transition.to(
                            step.item(),
                            EventType.HELD,
                            Map.of(Fact.REASON, "a step of the engine was illegal: " + e.getMessage()))));
            outbox.record(entry.lease(), held).ifPresent(listeners::events);
        }
    }

    /** The lease was taken over meanwhile: of all outcomes only an acceptance still changes what is true. */
    private void late(Entry entry) {
        for (Transition step : entry.steps()) {
            if (step.type() == EventType.SUBMITTED) {
                boolean settled = settleAsSubmitted(entry.lease().letter().id(), step.item(), step.facts());
                LOG.warn(
                        "letter {}: a relay took it after its lease was lost; {}",
                        entry.lease().letter().id(),
                        settled ? "recorded all the same" : "it was settled otherwise before");
            } else {
                LOG.info(
                        "letter {}: {} came after its lease was lost and is not recorded",
                        entry.lease().letter().id(),
                        step.type());
            }
        }
    }

    /** The relay of the last attempt: what is proven later happened there. */
    Optional<String> relayOf(LetterId letter, int recipient) {
        return outbox.find(letter)
                .flatMap(found -> found.recipients().get(recipient - 1).relay());
    }

    /** Records that a relay took a letter after all, wherever the item stands before its submission is settled. */
    boolean settleAsSubmitted(LetterId letter, int recipient, Map<Fact, String> facts) {
        Map<Fact, String> all = new EnumMap<>(Fact.class);
        all.putAll(facts);
        relayOf(letter, recipient).ifPresent(relay -> all.putIfAbsent(Fact.RELAY, relay));
        Transition submitted = Transition.to(recipient, EventType.SUBMITTED, all);
        for (SubmissionState state : List.of(
                SubmissionState.IN_DOUBT, SubmissionState.QUEUED, SubmissionState.DEFERRED, SubmissionState.HELD)) {
            Optional<List<Event>> events = outbox.settle(letter, state, submitted);
            if (events.isPresent()) {
                listeners.events(events.get());
                return true;
            }
        }
        return false;
    }
}
