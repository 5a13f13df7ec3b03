package dev.twotick.dispatch;

import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases that are being worked on, on a thread of its own, until the outcome of each of their items is recorded. It
 * measures their age by this process's own time besides: after a standstill nothing crosses the point of no return under a
 * lease that may have run out meanwhile, whatever the store says.
 */
final class LeaseKeeper implements Clerk {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final int ROUNDS_IN_A_LEASE = 3;

    private final Outbox outbox;
    private final Duration ttl;
    private final Ticker ticker;
    private final Map<Long, Kept> kept = new ConcurrentHashMap<>();
    private long lastRound;

    /** A lease, what of it has no outcome yet, and the time since which it is known to last. */
    private static final class Kept {
        private final Lease lease;
        private final Set<Integer> open;
        private volatile long since;

        Kept(Lease lease, long since) {
            this.lease = lease;
            this.open = lease.items().stream()
                    .map(Item::number)
                    .collect(Collectors.toCollection(ConcurrentHashMap::newKeySet));
            this.since = since;
        }
    }

    LeaseKeeper(Outbox outbox, Duration ttl, Ticker ticker) {
        this.outbox = outbox;
        this.ttl = ttl;
        this.ticker = ticker;
        this.lastRound = ticker.nanos();
    }

    /** How often a round is to be done: three times before a lease could run out. */
    Duration interval() {
        return ttl.dividedBy(ROUNDS_IN_A_LEASE);
    }

    /** The time to give to {@link #keep}, read before the leases are taken. */
    long mark() {
        return ticker.nanos();
    }

    void keep(Lease lease, long mark) {
        kept.put(lease.fence(), new Kept(lease, mark));
    }

    /** Some items of a lease have their outcome. */
    void done(Lease lease, List<Integer> items) {
        kept.computeIfPresent(lease.fence(), (fence, held) -> {
            items.forEach(held.open::remove);
            return held.open.isEmpty() ? null : held;
        });
    }

    /** Lets a lease run out. */
    void drop(Lease lease) {
        kept.remove(lease.fence());
    }

    /** Whether some item of a lease has no outcome yet. */
    boolean keeps(Lease lease) {
        return kept.containsKey(lease.fence());
    }

    /** Whether a lease lasts for certain, by this process's time. */
    boolean isSafe(Lease lease) {
        Kept held = kept.get(lease.fence());
        return held != null && ticker.since(held.since).compareTo(ttl) < 0;
    }

    @Override
    public String name() {
        return "leases";
    }

    @Override
    public int work() {
        noticeStandstill();
        kept.values()
                .removeIf(held -> ticker.since(held.since).compareTo(interval().dividedBy(2)) > 0 && !renew(held));
        return 0;
    }

    private void noticeStandstill() {
        Duration pause = ticker.since(lastRound);
        lastRound = ticker.nanos();
        if (pause.compareTo(ttl) > 0) {
            LOG.warn(
                    "this process or its outbox stood still for {}, longer than lease.ttl ({}): what was leased before may be"
                            + " in other hands, and nothing of it is submitted until its lease is renewed",
                    pause,
                    ttl);
        }
    }

    private boolean renew(Kept held) {
        long mark = ticker.nanos();
        try {
            boolean renewed = outbox.renew(held.lease, ttl);
            if (renewed) {
                held.since = mark;
            }
            return renewed;
        } catch (OutboxException e) {
            LOG.warn(
                    "letter {}: its lease cannot be renewed; its fence decides before the last dot",
                    held.lease.letter().id(),
                    e);
            return true;
        }
    }
}
