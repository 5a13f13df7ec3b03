package dev.twotick;

import dev.twotick.confirmation.TokenKeys;
import dev.twotick.dispatch.Engine;
import dev.twotick.dispatch.EngineOptions;
import dev.twotick.dispatch.Listeners;
import dev.twotick.dispatch.Relay;
import dev.twotick.dispatch.TwotickListener;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Letters that get one try and no durable outbox: an engine of their own over an outbox in memory, by the same relays. It is
 * started with the first such letter.
 */
final class BestEffort implements TwotickListener, AutoCloseable {
    /** How many letters that came to an end can still be tracked. */
    private static final int REMEMBERED = 1000;

    private final MemoryOutbox outbox = new MemoryOutbox(InstantSource.system());
    private final Set<LetterId> own = ConcurrentHashMap.newKeySet();
    private final Deque<LetterId> ended = new ArrayDeque<>();
    private final Trackings trackings = new Trackings(outbox);
    private final Engine engine;

    BestEffort(List<Relay> relays, TokenKeys keys, EngineOptions options, Listeners listeners, Executor io) {
        listeners.add(trackings);
        listeners.add(this);
        engine = new Engine(
                new Engine.Parts(outbox, relays, Optional.empty(), List.of(), keys, listeners), options.oneTry(), io);
    }

    /** The events of all others are heard, too. */
    @Override
    public void onEvent(Event event) {
        boolean mayBeTheEnd =
                event.type() != EventType.ACCEPTED && event.type().leadsTo().isPresent();
        if (mayBeTheEnd && own.contains(event.letter())) {
            rememberIfOver(event.letter());
        }
    }

    /** Forgets the oldest. */
    private synchronized void rememberIfOver(LetterId letter) {
        boolean over = outbox.find(letter).map(Delivery::submissionSettled).orElse(false);
        if (over && !letter.equals(ended.peekLast())) {
            ended.add(letter);
        }
        while (ended.size() > REMEMBERED) {
            LetterId oldest = ended.remove();
            own.remove(oldest);
            outbox.forget(oldest);
        }
    }

    Outbox outbox() {
        return outbox;
    }

    Acceptance accept(SealedLetter letter) {
        engine.start();
        own.add(letter.id());
        boolean accepted = false;
        try {
            Acceptance acceptance = engine.accept(letter);
            accepted = acceptance instanceof Acceptance.Accepted;
            return acceptance;
        } finally {
            if (!accepted) {
                own.remove(letter.id());
            }
        }
    }

    Tracking tracking(LetterId id) {
        return new Tracking(id, trackings);
    }

    Optional<Tracking> track(LetterId id) {
        return trackings.track(id);
    }

    @Override
    public void close() {
        engine.close();
        trackings.close();
    }
}
