package dev.twotick.dispatch;

import dev.twotick.sentstore.SentStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The clerks over one outbox, put together and without threads: an {@link Engine} gives each a thread, a test lets them do
 * their rounds by hand.
 */
final class Office {
    final Ledger ledger;
    final LeaseKeeper leases;
    final Dispatcher dispatcher;
    final Housekeeper housekeeper;
    final DoubtResolver doubts;
    final Optional<FilingDesk> filing;

    Office(Engine.Parts parts, EngineOptions options, Surroundings surroundings) {
        RetrySchedule schedule =
                new RetrySchedule(options.retries().initial(), options.retries().max(), surroundings.random());
        Optional<SentStore> store = parts.sentStore();
        ledger = new Ledger(parts.outbox(), parts.listeners());
        leases = new LeaseKeeper(parts.outbox(), options.pace().leaseTtl());
        dispatcher = new Dispatcher(
                ledger,
                parts.relays(),
                new Courier(ledger, parts.relays(), options, schedule, parts.keys()),
                leases,
                options,
                new Dispatcher.Workers(surroundings.io(), capacity(parts.relays(), options), surroundings.wake()));
        housekeeper = new Housekeeper(ledger);
        doubts = new DoubtResolver(ledger, store, leases, options);
        filing = store.map(sent -> new FilingDesk(ledger, sent, leases, options, schedule));
    }

    static int capacity(List<Relay> relays, EngineOptions options) {
        int connections =
                relays.stream().mapToInt(relay -> relay.options().connections()).sum();
        return options.pace().workers() > 0 ? options.pace().workers() : Math.max(1, connections);
    }

    /** Those that look for work in the outbox by themselves, beside the dispatcher and the keeper of the leases. */
    List<Clerk> others() {
        List<Clerk> others = new ArrayList<>(List.of(housekeeper, doubts));
        filing.ifPresent(others::add);
        return others;
    }
}
