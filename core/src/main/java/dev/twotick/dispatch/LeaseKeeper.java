package dev.twotick.dispatch;

import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the leases that are being worked on, on a thread of its own, until the last piece of work under each has ended. */
final class LeaseKeeper implements Clerk {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final Outbox outbox;
    private final Duration ttl;
    private final Map<Long, Kept> kept = new ConcurrentHashMap<>();

    /** A lease and how many pieces of work still need it. */
    private record Kept(Lease lease, AtomicInteger pieces) {}

    LeaseKeeper(Outbox outbox, Duration ttl) {
        this.outbox = outbox;
        this.ttl = ttl;
    }

    /** How often a round is to be done: three times before a lease could run out. */
    Duration interval() {
        return ttl.dividedBy(3);
    }

    void keep(Lease lease, int pieces) {
        kept.put(lease.fence(), new Kept(lease, new AtomicInteger(pieces)));
    }

    void pieceDone(Lease lease) {
        kept.computeIfPresent(lease.fence(), (fence, held) -> held.pieces().decrementAndGet() <= 0 ? null : held);
    }

    @Override
    public String name() {
        return "leases";
    }

    @Override
    public int work() {
        kept.values().removeIf(held -> !renew(held.lease()));
        return 0;
    }

    private boolean renew(Lease lease) {
        try {
            return outbox.renew(lease, ttl);
        } catch (OutboxException e) {
            LOG.warn(
                    "letter {}: its lease cannot be renewed; its fence decides before the last dot",
                    lease.letter().id(),
                    e);
            return true;
        }
    }
}
