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
    final Recorder recorder;
    final Overseer overseer;
    final Dispatcher dispatcher;
    final FrontDesk frontDesk;
    final Housekeeper housekeeper;
    final Operator operator;
    final RelayWatch relayWatch;
    final DoubtResolver doubts;
    final Optional<FilingDesk> filing;
    private final boolean watchesRelays;

    Office(Engine.Parts parts, EngineOptions options, Surroundings surroundings) {
        RetrySchedule schedule =
                new RetrySchedule(options.retries().initial(), options.retries().max(), surroundings.random());
        Optional<SentStore> store = parts.sentStore();
        leases = new LeaseKeeper(parts.outbox(), options.pace().leaseTtl(), surroundings.ticker());
        recorder = new Recorder(parts.outbox(), parts.listeners(), leases, surroundings.wake());
        ledger = new Ledger(parts.outbox(), parts.listeners(), leases, recorder);
        overseer = new Overseer();
        Lifetime lifetime = new Lifetime(parts.outbox(), options.retries().lifetime());
        Outcomes outcomes = new Outcomes(ledger, options, schedule, lifetime);
        Intake intake = new Intake(ledger, outcomes, leases, parts.keys(), lifetime);
        dispatcher = new Dispatcher(ledger, parts.relays(), intake, outcomes, leases, overseer, options, surroundings);
        Runnable wakeDispatcher = () -> surroundings.wake().accept(dispatcher);
        frontDesk = new FrontDesk(ledger, dispatcher, leases, wakeDispatcher);
        housekeeper = new Housekeeper(ledger, options.keeping().retention(), leases.interval(), surroundings.ticker());
        operator = new Operator(parts.outbox(), parts.listeners()::events);
        relayWatch = new RelayWatch(operator, parts.relays(), surroundings.ticker(), wakeDispatcher);
        // letters with one try share the relays of another engine, and in their outbox no operator holds any
        watchesRelays = options.retries().attempts() > 1;
        doubts = new DoubtResolver(ledger, store, leases, options, surroundings.ticker());
        filing = store.map(sent -> new FilingDesk(ledger, sent, leases, options, schedule));
    }

    /** All of them, in the order in which they are to begin; they end in the opposite one. */
    List<Clerk> clerks() {
        List<Clerk> clerks = new ArrayList<>(List.of(leases, recorder, overseer));
        if (watchesRelays) {
            clerks.add(relayWatch);
        }
        clerks.addAll(List.of(housekeeper, doubts));
        filing.ifPresent(clerks::add);
        clerks.add(dispatcher);
        return clerks;
    }

    /** Whether it is known which relays an operator holds, so that submissions may begin. */
    boolean knowsHolds() {
        return !watchesRelays || relayWatch.hasLooked();
    }
}
