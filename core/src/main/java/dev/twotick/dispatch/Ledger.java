package dev.twotick.dispatch;

import dev.twotick.confirmation.Evidence;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.Outbox.Intent;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known and what is to be known durably: intents before the last dot, outcomes by way of the {@link Recorder}, and
 * what comes to light later. Thread-safe.
 */
final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    /** States in which a submission that is proven later was given up or waits for its next attempt. */
    private static final List<SubmissionState> AT_REST =
            List.of(SubmissionState.IN_DOUBT, SubmissionState.QUEUED, SubmissionState.DEFERRED, SubmissionState.HELD);

    /** An item can move on while its state is being guessed; twice round is enough to meet it. */
    private static final int ROUNDS = 3;

    /** Memory stays bounded although outcomes do not wait for their record. */
    private static final int MOST_UNRECORDED = 2000;

    /** How the reason of a submission begins that broke on its letter. */
    static final String BROKEN = "the submission broke: ";

    /** Taken, and given back untried. */
    private static final Set<EventType> TELL_NOTHING = EnumSet.of(EventType.SUBMITTING, EventType.RELEASED);

    private static final String LOST =
            "letter {}: the lease was lost before the last dot; the submission is broken off";

    private final Outbox outbox;
    private final Listeners listeners;
    private final LeaseKeeper leases;
    private final Recorder recorder;

    Ledger(Outbox outbox, Listeners listeners, LeaseKeeper leases, Recorder recorder) {
        this.outbox = outbox;
        this.listeners = listeners;
        this.leases = leases;
        this.recorder = recorder;
        recorder.whenTooLate(this::settleLate);
    }

    Outbox outbox() {
        return outbox;
    }

    Listeners listeners() {
        return listeners;
    }

    /**
     * Makes intents durable together; gives the pieces whose dots may leave now. None when outcomes cannot be recorded, and none
     * whose lease was lost or may have run out while this process stood still.
     */
    Set<Piece> intend(Relay relay, List<Piece> pieces) {
        List<Piece> safe = recorder.isStuck() ? List.of() : safe(pieces);
        if (safe.isEmpty()) {
            return Set.of();
        }
        try {
            List<Boolean> durable = outbox.intendAll(safe.stream()
                    .map(piece -> new Intent(piece.lease(), piece.numbers(), Optional.of(relay.name())))
                    .toList());
            List<Piece> intended = new ArrayList<>();
            for (int i = 0; i < safe.size(); i++) {
                if (durable.get(i)) {
                    intended.add(safe.get(i));
                } else {
                    LOG.info(LOST, safe.get(i).lease().letter().id());
                }
            }
            return identity(safe(intended));
        } catch (RuntimeException e) {
            LOG.error(
                    "letter {} and perhaps others: the intent cannot be recorded; the submission is broken off before the"
                            + " last dot",
                    safe.get(0).lease().letter().id(),
                    e);
            return Set.of();
        }
    }

    private List<Piece> safe(List<Piece> pieces) {
        List<Piece> safe = new ArrayList<>();
        for (Piece piece : pieces) {
            if (leases.isSafe(piece.lease())) {
                safe.add(piece);
            } else {
                LOG.info(LOST, piece.lease().letter().id());
            }
        }
        return safe;
    }

    private static Set<Piece> identity(List<Piece> pieces) {
        Set<Piece> set = Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(pieces);
        return set;
    }

    /** Has the outcome of some items of a lease recorded, soon or as soon as the store is back. Never throws. */
    void record(Lease lease, List<Transition> steps) {
        recorder.add(lease, steps);
    }

    /** Has all outcomes that wait until now written, on this thread; false when that is not possible just now. */
    boolean writeNow() {
        int left = recorder.waiting();
        while (left > 0) {
            int written = recorder.work();
            if (written == 0) {
                return recorder.waiting() == 0;
            }
            left -= written;
        }
        return true;
    }

    /** Whether outcomes can be recorded, so that something new may begin. */
    boolean mayBegin() {
        return !recorder.isStuck() && recorder.waiting() < MOST_UNRECORDED;
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

    /** Whether the outbox can be read just now. */
    boolean answers() {
        try {
            outbox.lastSeq();
            return true;
        } catch (OutboxException e) {
            return false;
        }
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

    /** How many workers were lost in a row while they had it, for each item of a lease that had a worker before. */
    Map<Integer, Integer> lostInARow(Lease lease) {
        boolean isNew = lease.items().stream().allMatch(item -> item.attempts() <= 1);
        return isNew ? Map.of() : inARow(lease.letter().id(), event -> event.type() == EventType.RECOVERED);
    }

    /** How many submissions in a row broke on an item, as far as the outbox can tell. */
    int brokenInARow(Item item) {
        try {
            return inARow(item.letter(), Ledger::isBroken).getOrDefault(item.number(), 0);
        } catch (OutboxException e) {
            LOG.warn("letter {}: the outbox cannot say what became of it before", item.letter(), e);
            return 0;
        }
    }

    private static boolean isBroken(Event event) {
        return event.type() == EventType.DEFERRED
                && event.fact(Fact.REASON)
                        .filter(reason -> reason.startsWith(BROKEN))
                        .isPresent();
    }

    /** For each item of a letter how many events of a kind end its timeline; what tells nothing is passed over. */
    private Map<Integer, Integer> inARow(LetterId letter, Predicate<Event> counts) {
        Map<Integer, Integer> rows = new HashMap<>();
        for (Event event : outbox.find(letter).map(Delivery::events).orElse(List.of())) {
            if (counts.test(event)) {
                rows.merge(event.recipient(), 1, Integer::sum);
            } else if (event.type().leadsTo().isPresent() && !TELL_NOTHING.contains(event.type())) {
                rows.remove(event.recipient());
            }
        }
        return rows;
    }

    private Optional<RecipientView> view(LetterId letter, int recipient) {
        return outbox.find(letter).map(found -> found.recipients().get(recipient - 1));
    }
}
