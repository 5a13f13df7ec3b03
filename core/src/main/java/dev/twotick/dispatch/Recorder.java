package dev.twotick.dispatch;

import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.Outbox.Outcome;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Transition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes outcomes into the outbox, all that wait in one durable step, so that no connection waits for it. What cannot be
 * written is kept until it can be; while that lasts it is {@link #isStuck}. Outcomes may be added on any thread.
 */
final class Recorder implements Clerk {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final int MOST_AT_ONCE = 500;

    /**
     * How often one outcome alone may fail, while the outbox takes something else, before it is held to be at fault: for some minutes
     * a table may be locked that it needs and the other does not.
     */
    private static final int MOST_FAILURES = 60;

    private static final String PROBE = "recorder/probe";

    private final Outbox outbox;
    private final Listeners listeners;
    private final LeaseKeeper leases;
    private final Consumer<Clerk> wake;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final ReentrantLock adding = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean stuck;
    private TooLate tooLate = (letter, recipient, facts) -> {};

    /** An outcome, and how often it alone could not be written. */
    private static final class Waiting {
        private final Outcome outcome;
        private int failures;

        Waiting(Outcome outcome) {
            this.outcome = outcome;
        }
    }

    /** Hears that a relay took a letter although its lease was lost meanwhile. */
    @FunctionalInterface
    interface TooLate {
        void submitted(LetterId letter, int recipient, Map<Fact, String> facts);
    }

    Recorder(Outbox outbox, Listeners listeners, LeaseKeeper leases, Consumer<Clerk> wake) {
        this.outbox = outbox;
        this.listeners = listeners;
        this.leases = leases;
        this.wake = wake;
    }

    void whenTooLate(TooLate hears) {
        tooLate = hears;
    }

    @Override
    public String name() {
        return "recorder";
    }

    /** Has an outcome written soon. Does not block, and never throws. */
    void add(Lease lease, List<Transition> steps) {
        boolean first;
        adding.lock();
        try {
            first = waiting.isEmpty();
            waiting.add(new Waiting(new Outcome(lease, steps)));
        } finally {
            adding.unlock();
        }
        if (first) {
            wake.accept(this);
        }
    }

    /** How many outcomes are not written yet. */
    int waiting() {
        adding.lock();
        try {
            return waiting.size();
        } finally {
            adding.unlock();
        }
    }

    /** Whether outcomes cannot be written just now. */
    boolean isStuck() {
        return stuck;
    }

    /** Writes what waits, in one step. */
    @Override
    public int work() {
        writing.lock();
        try {
            List<Waiting> all = next();
            int written = all.isEmpty() ? 0 : write(all);
            if (stuck && written == all.size()) {
                stuck = false;
                LOG.info("the outbox can be written again; outcomes that were kept are recorded");
            }
            return written;
        } finally {
            writing.unlock();
        }
    }

    private List<Waiting> next() {
        adding.lock();
        try {
            return waiting.stream().limit(MOST_AT_ONCE).toList();
        } finally {
            adding.unlock();
        }
    }

    private int write(List<Waiting> all) {
        int written = 0;
        try {
            List<Optional<List<Event>>> events =
                    outbox.recordAll(all.stream().map(one -> one.outcome).toList());
            while (written < all.size()) {
                written(all.get(written), events.get(written));
                written++;
            }
            return written;
        } catch (OutboxException e) {
            if (!canBeWritten()) {
                return refused(e, all) + written;
            }
            LOG.debug("the outbox can be written, but not with all of some outcomes; they are recorded one by one", e);
        } catch (RuntimeException e) {
            LOG.debug("some outcomes cannot be recorded together; they are recorded one by one", e);
        }
        return oneByOne(all.subList(written, all.size())) + written;
    }

    private int oneByOne(List<Waiting> all) {
        int written = 0;
        for (Waiting one : all) {
            try {
                written(one, alone(one.outcome));
                written++;
            } catch (OutboxException e) {
                if (!canBeWritten()) {
                    return refused(e, all) + written;
                }
                one.failures++;
                if (one.failures < MOST_FAILURES) {
                    refused(e, List.of(one));
                } else {
                    giveUp(one, e);
                    written++;
                }
            } catch (RuntimeException e) {
                giveUp(one, e);
                written++;
            }
        }
        return written;
    }

    private void giveUp(Waiting one, RuntimeException e) {
        LOG.error(
                "letter {}: its outcome {} can never be recorded, which is a bug; its lease decides what becomes of it",
                one.outcome.lease().letter().id(),
                types(one.outcome),
                e);
        leases.drop(one.outcome.lease());
        remove(one);
    }

    /** Whether the outbox takes something else. Reading tells too little: a store whose disk is full can still be read. */
    private boolean canBeWritten() {
        try {
            outbox.watermark(PROBE, outbox.now().toString());
            return true;
        } catch (OutboxException e) {
            LOG.debug("the outbox cannot be written", e);
            return false;
        }
    }

    private int refused(OutboxException e, List<Waiting> all) {
        if (!stuck) {
            stuck = true;
            LOG.error(
                    "letter {} and perhaps others: outcomes cannot be recorded and are kept; no new submission starts until"
                            + " they are",
                    all.get(0).outcome.lease().letter().id(),
                    e);
            listeners.trouble(name(), e);
        }
        return 0;
    }

    private void written(Waiting one, Optional<List<Event>> events) {
        Outcome outcome = one.outcome;
        List<Event> told = events.orElseGet(() -> inPart(outcome));
        remove(one);
        leases.done(
                outcome.lease(), outcome.steps().stream().map(Transition::item).toList());
        listeners.events(told);
    }

    private void remove(Waiting one) {
        adding.lock();
        try {
            waiting.remove(one);
        } finally {
            adding.unlock();
        }
    }

    /** An illegal step holds what it concerns, and nothing else. */
    private Optional<List<Event>> alone(Outcome outcome) {
        try {
            return outbox.record(outcome.lease(), outcome.steps());
        } catch (IllegalStateException e) {
            LOG.error(
                    "letter {}: an illegal step, which is a bug; what it concerns is held",
                    outcome.lease().letter().id(),
                    e);
            List<Event> events = new ArrayList<>();
            outcome.steps().forEach(step -> events.addAll(legally(outcome.lease(), step)));
            return Optional.of(events);
        }
    }

    private List<Event> legally(Lease lease, Transition step) {
        try {
            return outbox.record(lease, List.of(step)).orElse(List.of());
        } catch (IllegalStateException e) {
            EventType end = step.item() == Item.SENT_COPY ? EventType.COPY_FAILED : EventType.HELD;
            String reason = "a step of the engine was illegal: " + e.getMessage();
            Transition held = Transition.to(step.item(), end, Map.of(Fact.REASON, reason));
            return outbox.record(lease, List.of(held)).orElse(List.of());
        }
    }

    /** Some items were taken over meanwhile: the others are recorded, and of what came too late the acceptances. */
    private List<Event> inPart(Outcome outcome) {
        List<Event> events = new ArrayList<>();
        for (Transition step : outcome.steps()) {
            Optional<List<Event>> recorded = outbox.record(outcome.lease(), List.of(step));
            if (recorded.isPresent()) {
                events.addAll(recorded.get());
            } else if (step.type() == EventType.SUBMITTED) {
                tooLate.submitted(outcome.lease().letter().id(), step.item(), step.facts());
            } else {
                LOG.info(
                        "letter {}: {} came after its lease was lost and is not recorded",
                        outcome.lease().letter().id(),
                        step.type());
            }
        }
        return events;
    }

    private static List<EventType> types(Outcome outcome) {
        return outcome.steps().stream().map(Transition::type).toList();
    }
}
