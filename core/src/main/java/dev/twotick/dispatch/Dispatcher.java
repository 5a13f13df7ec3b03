package dev.twotick.dispatch;

import dev.twotick.confirmation.ConfirmationRequest;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is due for submission and hands it to workers. It takes nothing while an outcome cannot be recorded, while no
 * relay is ready, or while all workers are busy.
 */
final class Dispatcher implements Clerk {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int MAX_ITEMS = 50;

    private final Ledger ledger;
    private final List<Relay> relays;
    private final Courier courier;
    private final LeaseKeeper leases;
    private final EngineOptions options;
    private final Executor workers;
    private final int capacity;
    private final AtomicInteger running = new AtomicInteger();
    private final Runnable whenFree;
    private volatile boolean draining;

    Dispatcher(
            Ledger ledger,
            List<Relay> relays,
            Courier courier,
            LeaseKeeper leases,
            EngineOptions options,
            Workers workers) {
        this.ledger = ledger;
        this.relays = relays;
        this.courier = courier;
        this.leases = leases;
        this.options = options;
        this.workers = workers.executor();
        this.capacity = workers.capacity();
        this.whenFree = workers.whenFree();
    }

    /**
     * Who does the submissions.
     *
     * @param executor runs them
     * @param capacity how many at a time
     * @param whenFree called when one has ended
     */
    record Workers(Executor executor, int capacity, Runnable whenFree) {}

    @Override
    public String name() {
        return "dispatcher";
    }

    /** Begins nothing new; what is queued is given back. */
    void drain() {
        draining = true;
    }

    /** Submissions that have begun and not ended. */
    int running() {
        return running.get();
    }

    @Override
    public int work() {
        int free = Math.min(capacity - running.get(), room());
        if (draining || free <= 0 || !ledger.flush()) {
            return 0;
        }
        List<Lease> taken = ledger.outbox()
                .lease(Desk.SUBMISSION, free, MAX_ITEMS, options.pace().leaseTtl());
        for (Lease lease : taken) {
            List<List<Item>> pieces = pieces(lease);
            leases.keep(lease, pieces.size());
            running.addAndGet(pieces.size());
            pieces.forEach(piece -> workers.execute(() -> carry(lease, piece)));
        }
        return taken.size();
    }

    /** Of the first relay that is not away: a busy relay lets letters wait, and only a failing one hands them on. */
    private int room() {
        return relays.stream()
                .filter(relay -> !relay.isAway())
                .findFirst()
                .map(Relay::room)
                .orElse(0);
    }

    private static List<List<Item>> pieces(Lease lease) {
        if (!ConfirmationRequest.oneByOne(lease.letter())) {
            return List.of(lease.items());
        }
        List<List<Item>> pieces = new ArrayList<>();
        lease.items().forEach(item -> pieces.add(List.of(item)));
        return pieces;
    }

    private void carry(Lease lease, List<Item> piece) {
        try {
            if (draining) {
                courier.release(lease, piece, "this process ends");
            } else {
                courier.carry(lease, piece);
            }
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "letter {}: a submission failed in the engine; its lease runs out and decides what becomes of it",
                    lease.letter().id(),
                    e);
            ledger.listeners().trouble(name(), e);
        } finally {
            leases.pieceDone(lease);
            running.decrementAndGet();
            whenFree.run();
        }
    }
}
