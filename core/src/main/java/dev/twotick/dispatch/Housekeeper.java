package dev.twotick.dispatch;

import dev.twotick.outbox.Event;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Frees what lost workers held, marks what is overdue, and removes, in small steps, what was kept long enough. */
final class Housekeeper implements Clerk {
    private static final int BATCH = 100;
    private static final int PURGED_AT_ONCE = 50;
    private static final Duration BETWEEN_PURGES = Duration.ofMinutes(1);
    /** Of a round, after which the others have the pause for themselves. */
    private static final Duration PURGING = Duration.ofMillis(150);

    private final Ledger ledger;
    private final Retention retention;
    private final Duration renewal;
    private final Ticker ticker;
    private Optional<Long> purged = Optional.empty();
    private Optional<Long> failingSince = Optional.empty();
    private Optional<Long> outboxBack = Optional.empty();

    /**
     * Makes one.
     *
     * @param renewal how often leases are renewed: when the outbox was away for longer, failing or hanging, nobody passes for lost
     *     before whoever lives has had twice that time to renew his
     */
    Housekeeper(Ledger ledger, Retention retention, Duration renewal, Ticker ticker) {
        this.ledger = ledger;
        this.retention = retention;
        this.renewal = renewal;
        this.ticker = ticker;
    }

    @Override
    public String name() {
        return "housekeeper";
    }

    @Override
    public int work() {
        long begun = ticker.nanos();
        try {
            List<Event> events = overdueAndLost(begun);
            ledger.listeners().events(events);
            if (events.isEmpty()) {
                purge();
            }
            return events.size();
        } catch (OutboxException e) {
            failingSince = failingSince.or(() -> Optional.of(begun));
            throw e;
        }
    }

    private List<Event> overdueAndLost(long begun) {
        List<Event> events = new ArrayList<>(ledger.outbox().markOverdue(BATCH));
        Duration away = ticker.since(failingSince.orElse(begun));
        failingSince = Optional.empty();
        if (away.compareTo(renewal) > 0) {
            outboxBack = Optional.of(ticker.nanos());
        }
        outboxBack = outboxBack.filter(since -> ticker.since(since).compareTo(renewal.multipliedBy(2)) < 0);
        if (outboxBack.isEmpty()) {
            events.addAll(ledger.outbox().recover(BATCH));
        }
        return events;
    }

    /** In small steps between which others come to their turn, and no longer than a share of the time. */
    private void purge() {
        boolean due = purged.map(last -> ticker.since(last).compareTo(BETWEEN_PURGES) >= 0)
                .orElse(true);
        if (due) {
            long began = ticker.nanos();
            boolean more = true;
            while (more && ticker.since(began).compareTo(PURGING) < 0) {
                more = ledger.outbox().purge(retention, PURGED_AT_ONCE) == PURGED_AT_ONCE;
            }
            purged = more ? Optional.empty() : Optional.of(ticker.nanos());
        }
    }
}
