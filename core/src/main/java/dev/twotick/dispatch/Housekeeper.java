package dev.twotick.dispatch;

import dev.twotick.outbox.Event;
import java.util.ArrayList;
import java.util.List;

/** Frees what lost workers held, and marks what is overdue. */
final class Housekeeper implements Clerk {
    private static final int BATCH = 100;

    private final Ledger ledger;

    Housekeeper(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public String name() {
        return "housekeeper";
    }

    @Override
    public int work() {
        List<Event> events = new ArrayList<>(ledger.outbox().recover(BATCH));
        events.addAll(ledger.outbox().markOverdue(BATCH));
        ledger.listeners().events(events);
        return events.size();
    }
}
