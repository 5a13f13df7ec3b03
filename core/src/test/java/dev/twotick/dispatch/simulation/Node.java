package dev.twotick.dispatch.simulation;

import dev.twotick.dispatch.HandDrivenEngine;
import dev.twotick.outbox.Outbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One process with an engine: it can be frozen, it can die, and it can be started again, having forgotten everything. */
final class Node {
    final String name;
    private final World world;
    private final Outbox link;
    private final List<Fiber> fibers = new ArrayList<>();
    private final Set<String> roundsBegun = new HashSet<>();
    private @Nullable Fiber inStore;
    private @Nullable HandDrivenEngine engine;
    private Instant frozenUntil = World.BEGIN;
    private boolean dead;

    Node(String name, World world, Outbox store) {
        this.name = name;
        this.world = world;
        this.link = StoreLink.of(world, this, store);
    }

    Outbox link() {
        return link;
    }

    HandDrivenEngine engine() {
        HandDrivenEngine running = engine;
        if (running == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return running;
    }

    void start() {
        dead = false;
        engine = world.engineFor(this);
        world.say(name, "starts");
    }

    /** Called by what runs on it; everything else of it ends as soon as the world comes round. */
    void die() {
        dead = true;
        throw new Killed();
    }

    void checkAlive() {
        if (dead) {
            throw new Killed();
        }
    }

    boolean isDead() {
        return dead;
    }

    void kill() {
        dead = true;
        bury();
    }

    /** Ends what was going on when it died. */
    void bury() {
        Fiber first = inStore;
        if (first != null) {
            // it may hold a lock that the others want while they end
            end(first);
        }
        List.copyOf(fibers).forEach(this::end);
        fibers.clear();
        roundsBegun.clear();
        inStore = null;
    }

    private void end(Fiber fiber) {
        fiber.kill();
        if (!fiber.isDone()) {
            world.fibers().resume(fiber);
        }
    }

    void freeze(Instant until) {
        frozenUntil = until;
    }

    void thaw() {
        frozenUntil = World.BEGIN;
    }

    boolean isRunning() {
        return !dead && !frozenUntil.isAfter(world.now());
    }

    /** Begins something that others may interrupt, or does it at once where nothing is interrupted. */
    void begin(Runnable work) {
        if (world.isStormy()) {
            fibers.add(new Fiber(work));
        } else {
            work.run();
        }
    }

    /** Begins a clerk's round unless its last one is still going on. */
    void beginRound(HandDrivenEngine.Round round) {
        if (inStore != null || !roundsBegun.add(round.name())) {
            return;
        }
        Runnable work = () -> {
            world.quietly(this, round);
            roundsBegun.remove(round.name());
        };
        if (world.isStormy() && world.isInterrupted()) {
            begin(work);
        } else {
            atOnce(work);
        }
    }

    private void atOnce(Runnable work) {
        try {
            work.run();
        } catch (Killed e) {
            world.say(name, "is gone");
        }
    }

    /** Those that can go on. While one of them is on the store the others wait, as they would for a lock. */
    List<Fiber> ready() {
        fibers.removeIf(Fiber::isDone);
        if (!isRunning()) {
            return List.of();
        }
        Fiber only = inStore;
        return (only == null ? fibers : List.of(only))
                .stream().filter(Fiber::isReady).toList();
    }

    boolean isIdle() {
        fibers.removeIf(Fiber::isDone);
        return fibers.isEmpty();
    }

    void enterStore() {
        inStore = world.fibers().inFiber() ? world.fibers().current() : null;
    }

    void leaveStore() {
        inStore = null;
    }
}
