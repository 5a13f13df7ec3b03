package dev.twotick.outbox;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.Verdict;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
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
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

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
    private final Map<String, LetterId> keys = new HashMap<>();
    private final NavigableMap<Long, Event> ledger = new TreeMap<>();
    private final Map<LetterId, List<Event>> ledgerOfLetter = new HashMap<>();
    private final Map<String, String> watermarks = new HashMap<>();
    private final Set<String> unmatched = new HashSet<>();
    private long lastFence;
    private long lastSeq;

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
            Optional<SealedLetter> first = letter.key().map(keys::get).map(letters::get);
            if (first.isPresent()) {
                boolean same = first.get().contentDigest().equals(letter.contentDigest());
                return same
                        ? new Acceptance.Known(first.get().id())
                        : new Acceptance.KeyTaken(first.get().id());
            }
            if (letters.putIfAbsent(letter.id(), letter) != null) {
                throw new OutboxException("a letter with the id " + letter.id() + " is there already; send it again");
            }
            letter.key().ifPresent(key -> keys.put(key, letter.id()));
            List<Item> all = Item.allOf(letter);
            items.put(letter.id(), all);
            all.forEach(index::add);
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
            List<LetterId> due = index.due(desk, now)
                    .map(Item::letter)
                    .distinct()
                    .limit(maxLetters)
                    .toList();
            return due.stream()
                    .map(letter -> lease(desk, letter, due(desk, letter, maxItems, now), now, ttl))
                    .toList();
        });
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
        return locked(() -> {
            Instant now = now();
            List<Item> wanted = heldBy(lease, numbers);
            boolean all = wanted.size() == numbers.size() && wanted.stream().allMatch(item -> !item.isLeaseOver(now));
            if (all) {
                for (Item item : wanted) {
                    put(item.withIntent());
                    append(item.letter(), item.number(), EventType.INTENDED, Map.of());
                }
            }
            return all;
        });
    }

    private List<Item> heldBy(Lease lease, List<Integer> numbers) {
        return itemsOf(lease.letter().id()).stream()
                .filter(item -> item.isHeldBy(lease.fence()) && numbers.contains(item.number()))
                .toList();
    }

    @Override
    public Optional<List<Event>> record(Lease lease, List<Transition> steps) {
        return locked(() -> {
            List<Integer> numbers = steps.stream().map(Transition::item).toList();
            if (heldBy(lease, numbers).size() != numbers.size()) {
                return Optional.empty();
            }
            return Optional.of(apply(lease.letter().id(), steps));
        });
    }

    @Override
    public Optional<List<Event>> settle(LetterId letter, ItemState expected, Transition step) {
        return locked(() -> {
            boolean there = letters.containsKey(letter)
                    && itemsOf(letter).stream()
                            .anyMatch(item -> item.number() == step.item() && item.state() == expected);
            return there ? Optional.of(apply(letter, List.of(step))) : Optional.empty();
        });
    }

    /** All steps are computed before the first is stored, so that an illegal one leaves nothing half done. */
    private List<Event> apply(LetterId letter, List<Transition> steps) {
        Instant now = now();
        List<Transition> all = new ArrayList<>(steps);
        boolean submitted = steps.stream().anyMatch(step -> step.type() == EventType.SUBMITTED);
        if (submitted
                && letterOf(letter).terms().sentCopy()
                && item(letter, Item.SENT_COPY).state() == SentCopyState.NONE) {
            all.add(Transition.to(Item.SENT_COPY, EventType.COPY_PENDING, Duration.ZERO, Map.of()));
        }
        List<Item> after = all.stream()
                .map(step -> item(letter, step.item()).after(step, now))
                .toList();
        after.forEach(this::put);
        List<Event> events = new ArrayList<>();
        for (Transition step : all) {
            events.add(append(letter, step.item(), step.type(), step.facts()));
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
                    events.addAll(apply(item.letter(), List.of(step.get())));
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
                    || evidenceOf(evidence.letter(), evidence.recipient()).stream()
                            .anyMatch(piece -> piece.id().equals(evidence.id()));
            if (known) {
                return List.of();
            }
            List<Evidence> all = new ArrayList<>(evidenceOf(evidence.letter(), evidence.recipient()));
            all.add(evidence);
            Item before = item(evidence.letter(), evidence.recipient());
            Item after = put(before.judged(Verdict.of(all)));
            Map<Fact, String> facts = new EnumMap<>(Event.factsOf(evidence));
            facts.put(Fact.CONFIRMATION_BEFORE, before.proof().known().name());
            facts.put(Fact.CONFIRMATION, after.proof().known().name());
            return List.of(append(evidence.letter(), evidence.recipient(), EventType.EVIDENCE, facts));
        });
    }

    private List<Evidence> evidenceOf(LetterId letter, int recipient) {
        return eventsOf(letter).stream()
                .filter(event -> event.recipient() == recipient)
                .flatMap(event -> event.evidence().stream())
                .toList();
    }

    @Override
    public boolean keepUnmatched(Claim claim, Instant at) {
        return locked(() -> unmatched.add(claim.id()));
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
                () -> Optional.ofNullable(letters.get(letter)).map(found -> Delivery.of(found, eventsOf(letter))));
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
        return locked(() -> ledger.values().stream()
                .filter(event -> event.fact(Fact.QUEUE_ID).equals(Optional.of(queueId)))
                .map(Event::letter)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .limit(10)
                .toList());
    }

    @Override
    public List<Delivery> list(DeliveryQuery query) {
        return locked(() -> letters.values().stream()
                .filter(letter ->
                        query.after().map(id -> letter.id().compareTo(id) > 0).orElse(true))
                .filter(letter -> itemsOf(letter.id()).stream().anyMatch(query::fits))
                .limit(query.limit())
                .map(letter -> Delivery.of(letter, eventsOf(letter.id())))
                .toList());
    }

    @Override
    public List<Event> events(long afterSeq, int limit) {
        return locked(() ->
                ledger.tailMap(afterSeq, false).values().stream().limit(limit).toList());
    }

    @Override
    public long lastSeq() {
        return locked(() -> lastSeq);
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
            SealedLetter forgotten = letters.remove(letter);
            if (forgotten != null) {
                forgotten.key().ifPresent(keys::remove);
                itemsOf(letter).forEach(index::remove);
                items.remove(letter);
                ledgerOfLetter.getOrDefault(letter, List.of()).forEach(event -> ledger.remove(event.seq()));
                ledgerOfLetter.remove(letter);
            }
            return forgotten != null;
        });
    }

    @Override
    public void close() {
        // nothing outside the heap is held
    }

    private Event append(LetterId letter, int recipient, EventType type, Map<Fact, String> facts) {
        Event event = new Event(++lastSeq, now(), letter, recipient, type, facts);
        ledger.put(event.seq(), event);
        ledgerOfLetter.computeIfAbsent(letter, id -> new ArrayList<>()).add(event);
        return event;
    }

    private List<Event> eventsOf(LetterId letter) {
        return List.copyOf(ledgerOfLetter.getOrDefault(letter, List.of()));
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
        index.remove(itemsOf(item.letter()).set(item.number(), item));
        index.add(item);
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
