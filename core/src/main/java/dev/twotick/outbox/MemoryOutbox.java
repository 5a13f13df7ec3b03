package dev.twotick.outbox;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.Verdict;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.WireBytes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * An outbox in memory, for tests and for letters that need not survive the process. It keeps everything it was given until it
 * is told to {@link #forget} it. Thread-safe: each method is one step under one lock.
 */
public final class MemoryOutbox implements Outbox {
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<LetterId, SealedLetter> letters = new TreeMap<>();
    private final Map<LetterId, List<Item>> items = new HashMap<>();
    private final ItemIndex index = new ItemIndex();
    private final MemoryKeys keys = new MemoryKeys();
    private final MemoryLedger ledger = new MemoryLedger();
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
        return locked(() -> {
            Optional<Acceptance> taken = keys.taken(letter);
            if (taken.isPresent()) {
                return taken.get();
            }
            if (keys.tombstone(letter.id()).isPresent() || letters.putIfAbsent(letter.id(), letter) != null) {
                throw new OutboxException("a letter with the id " + letter.id() + " is there already; send it again");
            }
            keys.add(letter);
            List<Item> all = Item.allOf(letter);
            items.put(letter.id(), all);
            all.forEach(item -> index.add(item, laneOf(letter)));
            List<Event> events = new ArrayList<>();
            for (int number = 1; number <= letter.envelope().recipients().size(); number++) {
                events.add(append(letter.id(), number, EventType.ACCEPTED, Map.of()));
            }
            return new Acceptance.Accepted(events);
        });
    }

    @Override
    public List<Lease> lease(Desk desk, int maxLetters, int maxItems, Duration ttl) {
        return locked(() -> {
            Instant now = now();
            return turns
                    .computeIfAbsent(desk, any -> new Turns())
                    .choose(new DueInMemory(desk, now), maxLetters)
                    .stream()
                    .map(letter -> lease(desk, letter, due(desk, letter, maxItems, now), now, ttl))
                    .toList();
        });
    }

    /** What one claim has not been given yet. */
    private final class DueInMemory implements Turns.Due<RuntimeException> {
        private final Desk desk;
        private final Instant now;
        private final Set<LetterId> given = new HashSet<>();

        DueInMemory(Desk desk, Instant now) {
            this.desk = desk;
            this.now = now;
        }

        @Override
        public List<Lane> lanes() {
            return index.lanes(desk, now).toList();
        }

        @Override
        public List<LetterId> next(Lane lane, int limit) {
            List<LetterId> next = index.due(desk, lane, now)
                    .map(Item::letter)
                    .filter(letter -> !given.contains(letter))
                    .distinct()
                    .limit(limit)
                    .toList();
            given.addAll(next);
            return next;
        }
    }

    private List<Item> due(Desk desk, LetterId letter, int most, Instant now) {
        return itemsOf(letter).stream()
                .filter(item -> item.isDue(desk, now))
                .limit(most)
                .toList();
    }

    private Lease lease(Desk desk, LetterId letter, List<Item> due, Instant now, Duration ttl) {
        long fence = ++lastFence;
        List<Item> leased = new ArrayList<>();
        for (Item item : due) {
            Item held = item.leased(desk, fence, now, ttl);
            leased.add(put(held));
            if (desk == Desk.SUBMISSION) {
                append(letter, item.number(), EventType.SUBMITTING, Map.of(Fact.ATTEMPT, "" + held.attempts()));
            }
        }
        return new Lease(fence, desk, letterOf(letter), leased, now);
    }

    @Override
    public boolean renew(Lease lease, Duration ttl) {
        return locked(() -> {
            List<Item> held = itemsOf(lease.letter().id()).stream()
                    .filter(item -> item.isHeldBy(lease.fence()))
                    .toList();
            held.forEach(item -> put(item.renewed(now(), ttl)));
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
                put(item.withIntent());
                append(item.letter(), item.number(), EventType.INTENDED, facts);
            }
        }
        return all;
    }

    private List<Item> heldBy(Lease lease, List<Integer> numbers) {
        return itemsOf(lease.letter().id()).stream()
                .filter(item -> item.isHeldBy(lease.fence()) && numbers.contains(item.number()))
                .toList();
    }

    @Override
    public Optional<List<Event>> record(Lease lease, List<Transition> steps) {
        return recordAll(List.of(new Outcome(lease, steps))).get(0);
    }

    /** All steps are computed before the first is stored, so that an illegal one leaves nothing half done. */
    @Override
    public List<Optional<List<Event>>> recordAll(List<Outcome> outcomes) {
        return locked(() -> {
            List<Optional<Change>> changes = outcomes.stream()
                    .map(outcome -> holds(outcome)
                            ? Optional.of(change(outcome.lease().letter().id(), outcome.steps()))
                            : Optional.<Change>empty())
                    .toList();
            return changes.stream().map(change -> change.map(this::store)).toList();
        });
    }

    private boolean holds(Outcome outcome) {
        List<Integer> numbers = outcome.steps().stream().map(Transition::item).toList();
        return heldBy(outcome.lease(), numbers).size() == numbers.size();
    }

    @Override
    public Optional<List<Event>> settle(LetterId letter, ItemState expected, Transition step) {
        return locked(() -> {
            boolean there = letters.containsKey(letter)
                    && itemsOf(letter).stream()
                            .anyMatch(item -> item.number() == step.item() && item.state() == expected);
            return there ? Optional.of(store(change(letter, List.of(step)))) : Optional.empty();
        });
    }

    /** Steps with what the items become by them. */
    private record Change(LetterId letter, List<Transition> steps, List<Item> after) {}

    private Change change(LetterId letter, List<Transition> steps) {
        Instant now = now();
        return new Change(
                letter,
                steps,
                steps.stream().map(step -> after(letter, step, now)).toList());
    }

    private Item after(LetterId letter, Transition step, Instant now) {
        Item after = item(letter, step.item()).after(step, now);
        return step.type() == EventType.REQUEUED ? after.awaitingAnew(letterOf(letter), now) : after;
    }

    private List<Event> store(Change change) {
        List<Event> events = new ArrayList<>();
        change.after().forEach(this::put);
        for (Transition step : change.steps()) {
            events.add(append(change.letter(), step.item(), step.type(), step.facts()));
        }
        boolean submitted = change.steps().stream().anyMatch(step -> step.type() == EventType.SUBMITTED);
        if (submitted
                && letterOf(change.letter()).terms().sentCopy()
                && item(change.letter(), Item.SENT_COPY).state() == SentCopyState.NONE) {
            Transition due = Transition.to(Item.SENT_COPY, EventType.COPY_PENDING, Duration.ZERO, Map.of());
            events.addAll(store(change(change.letter(), List.of(due))));
        }
        return events;
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
                    events.addAll(store(change(item.letter(), List.of(step.get()))));
                } else {
                    put(item.freed(now));
                }
            }
            return events;
        });
    }

    @Override
    public List<Event> addEvidence(Evidence evidence) {
        return locked(() -> {
            boolean known = !letters.containsKey(evidence.letter())
                    || evidence.recipient() < 1
                    || evidence.recipient() >= itemsOf(evidence.letter()).size()
                    || ledger.evidence(evidence.letter(), evidence.recipient()).stream()
                            .anyMatch(piece -> piece.id().equals(evidence.id()));
            if (known) {
                return List.of();
            }
            List<Evidence> all = new ArrayList<>(ledger.evidence(evidence.letter(), evidence.recipient()));
            all.add(evidence);
            Item before = item(evidence.letter(), evidence.recipient());
            Item after = put(before.judged(Verdict.of(all)));
            Map<Fact, String> facts = new EnumMap<>(Event.factsOf(evidence));
            facts.put(Fact.CONFIRMATION_BEFORE, before.proof().known().name());
            facts.put(Fact.CONFIRMATION, after.proof().known().name());
            return List.of(append(evidence.letter(), evidence.recipient(), EventType.EVIDENCE, facts));
        });
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
                        put(item.markedOverdue());
                        return append(item.letter(), item.number(), EventType.OVERDUE, Map.of());
                    })
                    .toList();
        });
    }

    @Override
    public Optional<Delivery> find(LetterId letter) {
        return locked(
                () -> Optional.ofNullable(letters.get(letter)).map(found -> Delivery.of(found, ledger.of(letter))));
    }

    @Override
    public Optional<LetterId> findByMessageId(String messageId) {
        return locked(() -> {
            List<LetterId> bearers = letters.values().stream()
                    .filter(letter -> letter.messageId().equals(messageId))
                    .map(SealedLetter::id)
                    .limit(2)
                    .toList();
            return bearers.size() == 1 ? Optional.of(bearers.get(0)) : Optional.empty();
        });
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
            int purged = removeBodies(now.minus(retention.bodies()), limit);
            purged += bury(now.minus(retention.letters()), limit - purged);
            purged += keys.purge(now.minus(retention.tombstones()), limit - purged);
            unmatched.values().removeIf(at -> !at.isAfter(now.minus(retention.letters())));
            return purged;
        });
    }

    private int removeBodies(Instant cutoff, int limit) {
        List<SealedLetter> old = endedBy(cutoff)
                .filter(letter -> letter.wire().available())
                .limit(limit)
                .toList();
        for (SealedLetter letter : old) {
            letters.put(letter.id(), withoutBytes(letter));
        }
        return old.size();
    }

    private Stream<SealedLetter> endedBy(Instant cutoff) {
        return letters.values().stream()
                .filter(letter -> Item.endOf(itemsOf(letter.id()))
                        .filter(end -> !end.isAfter(cutoff))
                        .isPresent());
    }

    private static SealedLetter withoutBytes(SealedLetter letter) {
        WireBytes wire = letter.wire();
        return new SealedLetter(
                letter.id(),
                letter.acceptedAt(),
                letter.envelope(),
                letter.messageId(),
                letter.ownMessageId(),
                new RemovedBytes(letter.id(), wire.size(), wire.eightBit(), wire.utf8Headers()),
                letter.bccFields(),
                letter.key(),
                letter.contentDigest(),
                letter.tags(),
                letter.terms());
    }

    private int bury(Instant cutoff, int limit) {
        List<SealedLetter> old = endedBy(cutoff).limit(limit).toList();
        for (SealedLetter letter : old) {
            keys.bury(letter, Item.endOf(itemsOf(letter.id())).orElseThrow());
            remove(letter);
        }
        return old.size();
    }

    private void remove(SealedLetter letter) {
        itemsOf(letter.id()).forEach(item -> index.remove(item, laneOf(letter)));
        letters.remove(letter.id());
        items.remove(letter.id());
        ledger.remove(letter.id());
    }

    @Override
    public List<Delivery> list(DeliveryQuery query) {
        return locked(() -> letters.values().stream()
                .filter(letter ->
                        query.after().map(id -> letter.id().compareTo(id) > 0).orElse(true))
                .filter(letter -> itemsOf(letter.id()).stream().anyMatch(query::fits))
                .limit(query.limit())
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
        return locked(() -> {
            Map<SubmissionState, Long> submissions = new EnumMap<>(SubmissionState.class);
            List<Item> recipients =
                    items.values().stream().flatMap(List::stream).toList();
            for (Item item : recipients) {
                if (item.state() instanceof SubmissionState state) {
                    submissions.merge(state, 1L, Long::sum);
                }
            }
            List<Item> unconfirmed = recipients.stream()
                    .filter(item -> item.state() == SubmissionState.SUBMITTED
                            && item.proof().wanted() != Confirmation.NONE
                            && item.proof().deadline().isPresent())
                    .toList();
            return new Stocktake(
                    submissions,
                    unconfirmed.size(),
                    unconfirmed.stream()
                            .map(item -> letterOf(item.letter()).acceptedAt())
                            .min(Comparator.naturalOrder()),
                    recipients.stream().filter(item -> item.proof().overdue()).count(),
                    unmatched.size());
        });
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
            SealedLetter forgotten = letters.get(letter);
            if (forgotten != null) {
                keys.remove(forgotten);
                remove(forgotten);
            }
            return forgotten != null;
        });
    }

    @Override
    public void close() {
        // nothing outside the heap is held
    }

    private Event append(LetterId letter, int recipient, EventType type, Map<Fact, String> facts) {
        return ledger.append(now(), letter, recipient, type, facts);
    }

    private static Lane laneOf(SealedLetter letter) {
        return Lane.of(letter.terms().handling());
    }

    private SealedLetter letterOf(LetterId id) {
        SealedLetter letter = letters.get(id);
        if (letter == null) {
            throw new OutboxException("there is no letter " + id);
        }
        return letter;
    }

    private List<Item> itemsOf(LetterId letter) {
        return items.getOrDefault(letter, List.of());
    }

    private Item item(LetterId letter, int number) {
        return itemsOf(letter).get(number);
    }

    private Item put(Item item) {
        Lane lane = laneOf(letterOf(item.letter()));
        index.remove(itemsOf(item.letter()).set(item.number(), item), lane);
        index.add(item, lane);
        return item;
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
