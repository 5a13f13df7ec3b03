package dev.twotick;

import dev.twotick.confirmation.TokenKeys;
import dev.twotick.dispatch.Engine;
import dev.twotick.dispatch.EngineOptions;
import dev.twotick.dispatch.Listeners;
import dev.twotick.dispatch.Relay;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Letters that get one try and no durable outbox: an engine of their own over an outbox in memory, by the same relays. It is
 * started with the first such letter.
 */
final class BestEffort implements AutoCloseable {
    private final Outbox outbox = new MemoryOutbox(InstantSource.system());
    private final Listeners listeners = new Listeners(List.of());
    private final Trackings trackings = new Trackings(outbox);
    private final Engine engine;

    BestEffort(List<Relay> relays, TokenKeys keys, EngineOptions options) {
        listeners.add(trackings);
        engine = new Engine(
                new Engine.Parts(outbox, relays, Optional.empty(), List.of(), keys, listeners), options.oneTry());
    }

    Outbox outbox() {
        return outbox;
    }

    Tracking submit(LetterId id) {
        engine.start();
        engine.wake();
        return new Tracking(id, trackings);
    }

    Optional<Tracking> track(LetterId id) {
        return trackings.track(id);
    }

    @Override
    public void close() {
        engine.close();
        listeners.close();
        trackings.close();
    }
}
