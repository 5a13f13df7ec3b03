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
    private final List<Turn> turns = new ArrayList<>();
    private final Set<String> roundsBegun = new HashSet<>();
    private @Nullable Turn inStore;
    private @Nullable HandDrivenEngine engine;
    private Instant frozenUntil = World.BEGIN;
    private boolean dead;
    private int lives;

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
        lives++;
        engine = world.engineFor(this);
        world.say(name, "starts");
    }

    /** To be called by what runs on it; everything else of it ends as soon as the world comes round. */
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
        Turn first = inStore;
        if (first != null) {
            // it may hold a lock that the others want while they end
            end(first);
        }
        List.copyOf(turns).forEach(this::end);
        turns.clear();
        roundsBegun.clear();
        inStore = null;
    }

    private void end(Turn turn) {
        turn.kill();
        if (!turn.isDone()) {
            world.turns().give(turn);
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

    /** Begins something in a turn of its own, or does it at once where nobody takes turns. */
    void begin(String what, Runnable work) {
        if (world.isStormy()) {
            turns.add(new Turn(name + " " + what, work));
        } else {
            work.run();
        }
    }

    private void atOnce(Runnable work) {
        try {
            work.run();
        } catch (Killed e) {
            // it has died meanwhile
        }
    }

    /** Begins a clerk's round unless the last one is still going on. */
    void beginRound(HandDrivenEngine.Round round) {
        int life = lives;
        if (inStore == null && roundsBegun.add(round.name())) {
            Runnable work = () -> {
                world.quietly(this, round);
                if (life == lives) {
                    roundsBegun.remove(round.name());
                }
            };
            if (world.takesTurns()) {
                begin(round.name(), work);
            } else {
                atOnce(work);
            }
        }
    }

    /** Those that can go on. While one of them is on the store the others wait, as they would for a lock. */
    List<Turn> ready() {
        turns.removeIf(Turn::isDone);
        if (!isRunning()) {
            return List.of();
        }
        Turn only = inStore;
        return (only == null ? turns : List.of(only))
                .stream().filter(Turn::isReady).toList();
    }

    boolean isIdle() {
        turns.removeIf(Turn::isDone);
        return turns.isEmpty();
    }

    /** How many submissions were begun and have not ended. */
    long workers() {
        return turns.stream()
                .filter(turn -> !turn.isDone() && turn.name.endsWith(" worker"))
                .count();
    }

    void enterStore() {
        inStore = world.turns().inTurn() ? world.turns().current() : null;
    }

    void leaveStore() {
        inStore = null;
    }
}
