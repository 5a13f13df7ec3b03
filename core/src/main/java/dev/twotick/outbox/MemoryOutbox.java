package dev.twotick.outbox;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.Evidence;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * An outbox in memory, for tests and for letters that need not survive the process. It keeps everything it was given until it
 * is told to {@link #forget} it. Thread-safe: each method is one step under one lock.
 */
public final class MemoryOutbox implements Outbox {
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final MemoryShelf shelf = new MemoryShelf();
    private final ItemIndex index = shelf.index();
    private final MemoryKeys keys = new MemoryKeys();
    private final MemoryLedger ledger = new MemoryLedger();
    private final MemorySteps steps = new MemorySteps(shelf, ledger);
    private final MemoryPurge purge = new MemoryPurge(shelf, ledger, keys);
    private final Map<Desk, Turns> turns = new EnumMap<>(Desk.class);
    private final Map<String, String> watermarks = new HashMap<>();
    private final Map<String, Instant> unmatched = new HashMap<>();
    private long lastFence;

    /**
     * Makes an empty outbox.
     *
     * @param clock the time
     */
    public MemoryOutbox(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public boolean durable() {
        return false;
    }

    @Override
    public Acceptance accept(SealedLetter letter) {
        return accept(letter, Optional.empty());
    }

    @Override
    public Acceptance acceptAndLease(SealedLetter letter, Duration ttl) {
        return accept(letter, Optional.of(ttl));
    }

    private Acceptance accept(SealedLetter letter, Optional<Duration> ttl) {
        return locked(() -> {
            Optional<Acceptance> taken = keys.taken(letter);
            if (taken.isPresent()) {
                return taken.get();
            }
            if (keys.tombstone(letter.id()).isPresent()
                    || shelf.find(letter.id()).isPresent()) {
                throw new OutboxException("a letter with the id " + letter.id() + " is there already; send it again");
            }
            keys.add(letter);
            shelf.add(letter);
            List<Event> events = new ArrayList<>();
            for (int number = 1; number <= letter.envelope().recipients().size(); number++) {
                events.add(append(letter.id(), number, EventType.ACCEPTED, Map.of()));
            }
            return new Acceptance.Accepted(events, ttl.flatMap(time -> leaseNow(letter.id(), time)));
        });
    }

    private Optional<Lease> leaseNow(LetterId letter, Duration ttl) {
        Instant now = now();
        List<Item> due = shelf.due(Desk.SUBMISSION, letter, Integer.MAX_VALUE, now);
        return due.isEmpty() ? Optional.empty() : Optional.of(lease(Desk.SUBMISSION, letter, due, now, ttl));
    }

    @Override
    public List<Lease> lease(Desk desk, int maxLetters, int maxItems, Duration ttl) {
        return locked(() -> {
            Instant now = now();
            return turns.computeIfAbsent(desk, any -> new Turns()).choose(shelf.due(desk, now), maxLetters).stream()
                    .map(letter -> lease(desk, letter, shelf.due(desk, letter, maxItems, now), now, ttl))
                    .toList();
        });
    }

    private Lease lease(Desk desk, LetterId letter, List<Item> due, Instant now, Duration ttl) {
        long fence = ++lastFence;
        List<Item> leased = new ArrayList<>();
        for (Item item : due) {
            Item held = item.leased(desk, fence, now, ttl);
            leased.add(shelf.put(held));
            if (desk == Desk.SUBMISSION) {
                append(letter, item.number(), EventType.SUBMITTING, Map.of(Fact.ATTEMPT, "" + held.attempts()));
            }
        }
        return new Lease(fence, desk, shelf.letter(letter), leased, now);
    }

    @Override
    public boolean renew(Lease lease, Duration ttl) {
        return locked(() -> {
            List<Item> held = shelf.items(lease.letter().id()).stream()
                    .filter(item -> item.isHeldBy(lease.fence()))
                    .toList();
            held.forEach(item -> shelf.put(item.renewed(now(), ttl)));
            return !held.isEmpty();
        });
    }

    @Override
    public boolean intend(Lease lease, List<Integer> numbers) {
        return intendAll(List.of(new Intent(lease, numbers))).get(0);
    }

    @Override
    public List<Boolean> intendAll(List<Intent> intents) {
        return locked(() -> intents.stream().map(this::intend).toList());
    }

    private boolean intend(Intent intent) {
        Instant now = now();
        List<Item> wanted = heldBy(intent.lease(), intent.items());
        boolean all =
                wanted.size() == intent.items().size() && wanted.stream().allMatch(item -> !item.isLeaseOver(now));
        if (all) {
            Map<Fact, String> facts =
                    intent.relay().map(relay -> Map.of(Fact.RELAY, relay)).orElse(Map.of());
            for (Item item : wanted) {
                shelf.put(item.withIntent());
                append(item.letter(), item.number(), EventType.INTENDED, facts);
            }
        }
        return all;
    }

    private List<Item> heldBy(Lease lease, List<Integer> numbers) {
        return shelf.items(lease.letter().id()).stream()
                .filter(item -> item.isHeldBy(lease.fence()) && numbers.contains(item.number()))
                .toList();
    }

    @Override
    public Optional<List<Event>> record(Lease lease, List<Transition> all) {
        return recordAll(List.of(new Outcome(lease, all))).get(0);
    }

    /** All steps are computed before the first is stored, so that an illegal one leaves nothing half done. */
    @Override
    public List<Optional<List<Event>>> recordAll(List<Outcome> outcomes) {
        return locked(() -> {
            List<Optional<MemorySteps.Change>> changes = outcomes.stream()
                    .map(outcome -> holds(outcome)
                            ? Optional.of(steps.change(outcome.lease().letter().id(), outcome.steps(), now()))
                            : Optional.<MemorySteps.Change>empty())
                    .toList();
            return changes.stream().map(change -> change.map(steps::store)).toList();
        });
    }

    private boolean holds(Outcome outcome) {
        List<Integer> numbers = outcome.steps().stream().map(Transition::item).toList();
        return heldBy(outcome.lease(), numbers).size() == numbers.size();
    }

    @Override
    public Optional<List<Event>> settle(LetterId letter, ItemState expected, Transition step) {
        return locked(() -> {
            boolean there = shelf.findItem(letter, step.item())
                    .filter(item -> item.state() == expected)
                    .isPresent();
            return there ? Optional.of(steps.store(steps.change(letter, List.of(step), now()))) : Optional.empty();
        });
    }

    @Override
    public List<Event> recover(int limit) {
        return locked(() -> {
            Instant now = now();
            List<Item> lost = index.leaseOver(now).limit(limit).toList();
            List<Event> events = new ArrayList<>();
            for (Item item : lost) {
                Optional<Transition> step = item.recovery();
                if (step.isPresent()) {
                    events.addAll(steps.store(steps.change(item.letter(), List.of(step.get()), now)));
                } else {
                    shelf.put(item.freed(now));
                }
            }
            return events;
        });
    }

    @Override
    public List<Event> addEvidence(Evidence evidence) {
        return locked(() -> steps.add(evidence, now()));
    }

    @Override
    public List<Event> addEvidence(List<Evidence> evidence) {
        return locked(() -> Outbox.super.addEvidence(evidence));
    }

    @Override
    public boolean keepUnmatched(Claim claim, Instant at) {
        return locked(() -> unmatched.putIfAbsent(claim.id(), at) == null);
    }

    @Override
    public List<Event> markOverdue(int limit) {
        return locked(() -> {
            Instant now = now();
            return index.pastDeadline(now).limit(limit).toList().stream()
                    .map(item -> {
                        shelf.put(item.markedOverdue());
                        return append(item.letter(), item.number(), EventType.OVERDUE, Map.of());
                    })
                    .toList();
        });
    }

    @Override
    public Optional<Delivery> find(LetterId letter) {
        return locked(() -> shelf.find(letter).map(found -> Delivery.of(found, ledger.of(letter))));
    }

    @Override
    public Optional<LetterId> findByMessageId(String messageId) {
        return locked(() -> shelf.findByMessageId(messageId));
    }

    @Override
    public List<LetterId> findByQueueId(String queueId) {
        return locked(() -> ledger.withQueueId(queueId, 10));
    }

    @Override
    public Optional<Tombstone> tombstone(LetterId letter) {
        return locked(() -> keys.tombstone(letter));
    }

    @Override
    public long backlog() {
        return locked(() -> index.waiting(Desk.SUBMISSION));
    }

    @Override
    public int purge(Retention retention, int limit) {
        return locked(() -> {
            Instant now = now();
            int purged = purge.run(retention, now, limit);
            unmatched.values().removeIf(at -> !at.isAfter(now.minus(retention.letters())));
            return purged;
        });
    }

    @Override
    public List<Delivery> list(DeliveryQuery query) {
        return locked(() -> shelf.matching(query).stream()
                .map(letter -> Delivery.of(letter, ledger.of(letter.id())))
                .toList());
    }

    @Override
    public List<Event> events(long afterSeq, int limit) {
        return locked(() -> ledger.after(afterSeq, limit));
    }

    @Override
    public long lastSeq() {
        return locked(ledger::lastSeq);
    }

    @Override
    public Stocktake stocktake() {
        return locked(() -> MemoryCounts.take(shelf, unmatched.size()));
    }

    @Override
    public Optional<String> watermark(String name) {
        return locked(() -> Optional.ofNullable(watermarks.get(name)));
    }

    @Override
    public void watermark(String name, String value) {
        locked(() -> watermarks.put(name, value) == null);
    }

    /**
     * Forgets a letter with everything about it, its idempotency key included.
     *
     * @param letter the letter; an unknown one changes nothing
     */
    public void forget(LetterId letter) {
        locked(() -> {
            Optional<SealedLetter> forgotten = shelf.find(letter);
            forgotten.ifPresent(keys::remove);
            forgotten.ifPresent(purge::remove);
            return forgotten.isPresent();
        });
    }

    @Override
    public void close() {
        // nothing outside the heap is held
    }

    private Event append(LetterId letter, int recipient, EventType type, Map<Fact, String> facts) {
        return ledger.append(now(), letter, recipient, type, facts);
    }

    private <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }
}
