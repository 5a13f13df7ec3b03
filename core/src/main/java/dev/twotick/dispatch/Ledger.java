package dev.twotick.dispatch;

import dev.twotick.confirmation.Evidence;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import java.util.ArrayDeque;
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

    /** States in which a submission that is proven later was given up or waits for its next attempt. */
    private static final List<SubmissionState> AT_REST =
            List.of(SubmissionState.IN_DOUBT, SubmissionState.QUEUED, SubmissionState.DEFERRED, SubmissionState.HELD);

    /** An item can move on while its state is being guessed; twice round is enough to meet it. */
    private static final int ROUNDS = 3;

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
        } catch (RuntimeException e) {
            LOG.error(
                    "letter {}: the intent cannot be recorded; the submission is broken off before the last dot",
                    lease.letter().id(),
                    e);
            return false;
        }
    }

    /** Records what came of a lease, now or as soon as the store is back. Never throws. */
    void record(Lease lease, List<Transition> steps) {
        Entry entry = new Entry(lease, steps);
        try {
            write(entry);
        } catch (RuntimeException e) {
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
        } catch (RuntimeException e) {
            Entry lost = unwritten.remove();
            LOG.error(
                    "letter {}: its outcome {} can never be recorded, which is a bug; its lease decides what becomes of it",
                    lost.lease().letter().id(),
                    lost.steps().stream().map(Transition::type).toList(),
                    e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void write(Entry entry) {
        try {
            Optional<List<Event>> events = outbox.record(entry.lease(), entry.steps());
            events.ifPresentOrElse(listeners::events, () -> oneByOne(entry));
        } catch (IllegalStateException e) {
            LOG.error(
                    "letter {}: an illegal step, which is a bug; what it concerns is held",
                    entry.lease().letter().id(),
                    e);
            entry.steps().forEach(step -> writeOrHold(entry.lease(), step));
        }
    }

    private void writeOrHold(Lease lease, Transition step) {
        Optional<List<Event>> events;
        try {
            events = outbox.record(lease, List.of(step));
        } catch (IllegalStateException e) {
            EventType end = step.item() == Item.SENT_COPY ? EventType.COPY_FAILED : EventType.HELD;
            String reason = "a step of the engine was illegal: " + e.getMessage();
            events = outbox.record(lease, List.of(Transition.to(step.item(), end, Map.of(Fact.REASON, reason))));
        }
        events.ifPresent(listeners::events);
    }

    /** Some items were taken over meanwhile: the others are recorded, and of what came too late the acceptances. */
    private void oneByOne(Entry entry) {
        for (Transition step : entry.steps()) {
            Optional<List<Event>> events = outbox.record(entry.lease(), List.of(step));
            if (events.isPresent()) {
                listeners.events(events.get());
            } else if (step.type() == EventType.SUBMITTED) {
                settleLate(entry.lease().letter().id(), step.item(), step.facts());
            } else {
                LOG.info(
                        "letter {}: {} came after its lease was lost and is not recorded",
                        entry.lease().letter().id(),
                        step.type());
            }
        }
    }

    /**
     * Records that a relay's positive reply came after its attempt had been given up. It holds even while the next attempt is
     * under way: that one loses its lease and may not send the dot.
     */
    void settleLate(LetterId letter, int recipient, Map<Fact, String> facts) {
        boolean settled = false;
        for (int round = 0; round < ROUNDS && !settled; round++) {
            settled = settleAsSubmitted(letter, recipient, facts)
                    || settle(letter, SubmissionState.SUBMITTING, Transition.to(recipient, EventType.SUBMITTED, facts));
        }
        LOG.warn(
                "letter {}: a relay took it after its attempt had been given up; {}",
                letter,
                settled ? "recorded all the same" : "it has come to another end before");
    }

    /** Records that a relay took a letter after all, wherever the item rests before its submission is settled. */
    boolean settleAsSubmitted(LetterId letter, int recipient, Map<Fact, String> facts) {
        Map<Fact, String> all = new EnumMap<>(Fact.class);
        all.putAll(facts);
        relayOf(letter, recipient).ifPresent(relay -> all.putIfAbsent(Fact.RELAY, relay));
        Transition submitted = Transition.to(recipient, EventType.SUBMITTED, all);
        return AT_REST.stream().anyMatch(state -> settle(letter, state, submitted));
    }

    private boolean settle(LetterId letter, SubmissionState state, Transition step) {
        Optional<List<Event>> events = outbox.settle(letter, state, step);
        events.ifPresent(listeners::events);
        return events.isPresent();
    }

    /** The relay of the last attempt: what is proven later happened there. */
    Optional<String> relayOf(LetterId letter, int recipient) {
        return view(letter, recipient).flatMap(RecipientView::relay);
    }

    /** A receipt that proves that some relay took the letter for this recipient. */
    Optional<String> proof(LetterId letter, int recipient) {
        return view(letter, recipient).stream()
                .flatMap(view -> view.evidence().stream())
                .filter(Evidence::provesSubmission)
                .findFirst()
                .map(evidence -> "proven by a receipt (" + evidence.source() + ")");
    }

    private Optional<RecipientView> view(LetterId letter, int recipient) {
        return outbox.find(letter).map(found -> found.recipients().get(recipient - 1));
    }
}
