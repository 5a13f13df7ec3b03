package dev.twotick.dispatch;

import dev.twotick.letter.OnDoubt;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.SentCopyState;
import dev.twotick.outbox.Transition;
import dev.twotick.sentstore.Filing;
import dev.twotick.sentstore.SentStore;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles doubts, by proof before by policy: a receipt with the recipient's token, then the provider's own copy in the Sent
 * folder; only when the window is over without either, the letter's policy decides.
 */
final class DoubtResolver implements Clerk {
    private static final Logger LOG = LoggerFactory.getLogger(DoubtResolver.class);
    private static final int BATCH = 16;
    private static final int LOOKS_IN_A_SECOND = 64;
    private static final int LOOKS_IN_A_WINDOW = 10;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Ledger ledger;
    private final Optional<SentStore> store;
    private final LeaseKeeper leases;
    private final EngineOptions options;
    private final Ticker ticker;
    private long second;
    private int looks;

    DoubtResolver(Ledger ledger, Optional<SentStore> store, LeaseKeeper leases, EngineOptions options, Ticker ticker) {
        this.ticker = ticker;
        this.leases = leases;
        this.ledger = ledger;
        this.store = store;
        this.options = options;
    }

    @Override
    public String name() {
        return "doubts";
    }

    @Override
    public int work() {
        int most = Math.min(BATCH, looksLeft());
        if (most == 0 || !ledger.mayBegin()) {
            return 0;
        }
        long mark = leases.mark();
        List<Lease> due =
                ledger.outbox().lease(Desk.DOUBT, most, BATCH, options.pace().leaseTtl());
        due.forEach(lease -> leases.keep(lease, mark));
        int retried = due.stream().mapToInt(this::look).sum();
        if (retried > 0) {
            LOG.warn("{} recipients are submitted to again after a doubt; they may get their letter twice", retried);
        }
        looks += due.size();
        return due.size();
    }

    /** A relay that dies after thousands of last dots must not bring a storm of searches upon the Sent store. */
    private int looksLeft() {
        long now = ticker.clock().instant().getEpochSecond();
        if (now != second) {
            second = now;
            looks = 0;
        }
        return Math.max(0, LOOKS_IN_A_SECOND - looks);
    }

    /** What cannot be looked at is left to its lease; kept, it would be renewed and never looked at again. */
    private int look(Lease lease) {
        try {
            List<Transition> steps =
                    lease.items().stream().map(item -> look(lease, item)).toList();
            ledger.record(lease, steps);
            return (int) steps.stream()
                    .filter(step -> step.type() == EventType.RETRIED)
                    .count();
        } catch (RuntimeException | Error e) {
            LOG.warn(
                    "letter {}: its doubt cannot be looked into now; it is tried again when its lease is over",
                    lease.letter().id(),
                    e);
            leases.drop(lease);
            return 0;
        }
    }

    private Transition look(Lease lease, Item item) {
        Optional<String> proof = ledger.proof(item.letter(), item.number()).or(() -> ownCopy(lease));
        if (proof.isPresent()) {
            Map<Fact, String> facts = new EnumMap<>(Fact.class);
            facts.put(Fact.REASON, proof.get());
            ledger.relayOf(item.letter(), item.number()).ifPresent(relay -> facts.put(Fact.RELAY, relay));
            return Transition.to(item.number(), EventType.SUBMITTED, facts);
        }
        OnDoubt policy = lease.letter()
                .terms()
                .assurance()
                .onDoubt()
                .orElse(options.doubts().policy());
        Instant windowEnds = item.since().plus(options.doubts().window());
        Duration left = Duration.between(lease.takenAt(), windowEnds);
        if (policy != OnDoubt.RETRY && !left.isNegative() && !left.isZero()) {
            return Transition.to(
                    item.number(),
                    EventType.DOUBT_REMAINS,
                    nextLook(left),
                    Map.of(Fact.REASON, "no proof was found yet"));
        }
        return decide(item, policy);
    }

    private Duration nextLook(Duration left) {
        Duration pause = options.doubts().window().dividedBy(LOOKS_IN_A_WINDOW);
        Duration shortest = left.compareTo(pause) < 0 ? left : pause;
        return shortest.compareTo(LONGEST_PAUSE) < 0 ? shortest : LONGEST_PAUSE;
    }

    private Transition decide(Item item, OnDoubt policy) {
        if (policy == OnDoubt.HOLD) {
            return held(item, "in doubt, and the letter is never to be submitted twice");
        }
        if (item.doubts() > options.doubts().allowed()) {
            return held(item, "in doubt for the " + item.doubts() + ". time; no more retries are allowed");
        }
        LOG.info(
                "letter {}: recipient {} is submitted again after a doubt; it may get the letter twice",
                item.letter(),
                item.number());
        return Transition.to(
                item.number(),
                EventType.RETRIED,
                Duration.ZERO,
                Map.of(Fact.REASON, "no proof was found in time, and the policy allows a possible duplicate"));
    }

    private static Transition held(Item item, String reason) {
        return Transition.to(item.number(), EventType.HELD, Map.of(Fact.REASON, reason));
    }

    /**
     * Nothing of ours lies in Sent while the letter is in doubt for all, so a copy there was made by the provider. A Message-ID
     * that the caller chose proves nothing: the same file may have been filed before.
     */
    private Optional<String> ownCopy(Lease lease) {
        boolean oursMayLieThere = ledger.outbox().find(lease.letter().id()).stream()
                .anyMatch(delivery -> delivery.sentCopy().state() != SentCopyState.NONE);
        boolean unique = !lease.letter().ownMessageId()
                && lease.letter().envelope().recipients().size() == 1;
        if (store.isEmpty() || oursMayLieThere || !unique) {
            return Optional.empty();
        }
        try {
            return store.get()
                    .find(lease.letter().messageId())
                    .map(Filing.Found::folder)
                    .map(folder -> "proven by the provider's own copy in " + folder);
        } catch (RuntimeException | Error e) {
            LOG.warn(
                    "letter {}: looking for the provider's copy failed; that proves nothing",
                    lease.letter().id(),
                    e);
            return Optional.empty();
        }
    }
}
