package dev.twotick.dispatch;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Outbox;
import dev.twotick.sentstore.SentStore;
import dev.twotick.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** An engine without threads and without time of its own: somebody else decides when which of its clerks does a round. */
public final class HandDrivenEngine {
    private final Listeners listeners = new Listeners(List.of());
    private final Parts parts;
    private final Office office;

    /** What it works with. */
    public record Parts(
            Outbox outbox, Map<String, Transport> relays, Optional<SentStore> sentStore, TokenKeys keys, Ways ways) {}

    /** How it works: the nanoseconds since some moment, chance, and what submissions run on, are somebody else's. */
    public record Ways(
            EngineOptions options,
            int connections,
            Duration relayTotal,
            LongSupplier nanos,
            RandomGenerator random,
            Executor io) {}

    /** What a clerk does when it is its turn. */
    public record Round(String name, Runnable work) {}

    /** Puts the parts together. */
    public HandDrivenEngine(Parts parts) {
        this.parts = parts;
        Ways ways = parts.ways();
        Ticker ticker = ways.nanos()::getAsLong;
        Engine.Parts office =
                new Engine.Parts(parts.outbox(), relays(ticker), parts.sentStore(), List.of(), parts.keys(), listeners);
        this.office =
                new Office(office, ways.options(), new Surroundings(ticker, ways.random(), ways.io(), clerk -> {}));
    }

    private List<Relay> relays(Ticker ticker) {
        RelayRegistries registries = RelayRegistries.ofDefaults();
        List<Relay> relays = new ArrayList<>();
        parts.relays().forEach((name, transport) -> {
            Ways ways = parts.ways();
            RelayOptions options = new RelayOptions(
                    relays.size() + 1, ways.connections(), Optional.empty(), ways.relayTotal(), Duration.ZERO);
            relays.add(new Relay(name, options, transport, registries, listeners, ticker));
        });
        return relays;
    }

    /** All that has to be done again and again; submissions begin in the last. */
    public List<Round> rounds() {
        return office.clerks().stream()
                .map(clerk -> new Round(clerk.name(), clerk::work))
                .toList();
    }

    /** Takes a letter, and submits it at once if nobody waits before it. */
    public Acceptance accept(SealedLetter letter) {
        return office.frontDesk.accept(letter, office.knowsHolds());
    }

    /** How many connections are in use. */
    public int running() {
        return office.dispatcher.running();
    }

    /** Where receipts are handed in. */
    public EvidenceDesk evidenceDesk() {
        return new ConfirmationDesk(office.ledger, parts.keys(), new DeliveryConfirmation() {
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
