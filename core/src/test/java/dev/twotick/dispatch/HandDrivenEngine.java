package dev.twotick.dispatch;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.outbox.Outbox;
import dev.twotick.sentstore.SentStore;
import dev.twotick.transport.Transport;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/** An engine without threads of its own: somebody else decides when which of its clerks does a round. */
public final class HandDrivenEngine {
    private final List<Round> rounds = new ArrayList<>();
    private final Ledger ledger;
    private final Dispatcher dispatcher;
    private final Parts parts;

    /** What it works with. */
    public record Parts(
            Outbox outbox,
            Map<String, Transport> relays,
            Optional<SentStore> sentStore,
            TokenKeys keys,
            EngineOptions options,
            Duration relayTotal,
            Crew crew) {}

    /** Who does the work: how many submissions at a time in all and on each relay, and on which executors. */
    public record Crew(
            int capacity, int connections, ExecutorService workers, ExecutorService io, RandomGenerator random) {}

    /** What a clerk does when it is its turn. */
    public record Round(String name, IntSupplier work) {}

    /** Puts the parts together. */
    public HandDrivenEngine(Parts parts) {
        this.parts = parts;
        Listeners listeners = new Listeners(List.of());
        EngineOptions options = parts.options();
        ledger = new Ledger(parts.outbox(), listeners);
        LeaseKeeper leases = new LeaseKeeper(parts.outbox(), options.pace().leaseTtl());
        RetrySchedule schedule = new RetrySchedule(
                options.retries().initial(),
                options.retries().max(),
                parts.crew().random());
        List<Relay> relays = relays(listeners);
        dispatcher = new Dispatcher(
                ledger,
                relays,
                new Courier(ledger, relays, options, schedule, parts.keys()),
                leases,
                options,
                new Dispatcher.Workers(parts.crew().workers(), parts.crew().capacity(), () -> {}));
        add(dispatcher);
        add(leases);
        add(new Housekeeper(ledger));
        add(new DoubtResolver(ledger, parts.sentStore(), leases, options));
        parts.sentStore().ifPresent(store -> add(new FilingDesk(ledger, store, leases, options, schedule)));
    }

    private List<Relay> relays(Listeners listeners) {
        RelayRegistries registries = RelayRegistries.ofDefaults();
        List<Relay> relays = new ArrayList<>();
        parts.relays().forEach((name, transport) -> {
            RelayOptions options = new RelayOptions(
                    relays.size() + 1, parts.crew().connections(), Optional.empty(), parts.relayTotal());
            // its clock is the machine's, so it never opens here
            CircuitBreakerConfig closed = CircuitBreakerConfig.custom()
                    .minimumNumberOfCalls(Integer.MAX_VALUE)
                    .build();
            registries.circuitBreakers().circuitBreaker(name, closed);
            relays.add(
                    new Relay(name, options, transport, registries, parts.crew().io(), listeners));
        });
        return relays;
    }

    private void add(Clerk clerk) {
        rounds.add(new Round(clerk.name(), clerk::work));
    }

    /** All that has to be done again and again. */
    public List<Round> rounds() {
        return List.copyOf(rounds);
    }

    /** Where receipts are handed in. */
    public EvidenceDesk evidenceDesk() {
        return new ConfirmationDesk(ledger, new Matcher(parts.outbox(), parts.keys()), new DeliveryConfirmation() {
            @Override
            public String name() {
                return "post";
            }

            @Override
            public void collect(EvidenceDesk desk) {}

            @Override
            public void close() {}
        });
    }
}
