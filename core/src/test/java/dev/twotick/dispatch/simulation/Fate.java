package dev.twotick.dispatch.simulation;

import dev.twotick.dispatch.HandDrivenEngine;
import java.time.Duration;
import java.util.List;

/** Decides what happens next while there is trouble. */
final class Fate {
    private static final int RECORDER = 1;

    private final World world;
    private final Chance chance;
    private final Climate climate;
    private boolean storeAway;

    Fate(World world, Chance chance, Climate climate) {
        this.world = world;
        this.chance = chance;
        this.climate = climate;
    }

    boolean isStoreAway() {
        return storeAway;
    }

    void mend() {
        storeAway = false;
    }

    /** Some letters are there from the beginning. */
    void begin() {
        for (int i = 0; i < climate.allLetters(); i++) {
            running().forEach(world.senders()::send);
        }
    }

    /** One thing happens. */
    void step() {
        int what = chance.below(100);
        if (what < 50) {
            goOn();
        } else if (what < 75) {
            beginRound();
        } else if (what < 86) {
            passTime();
        } else if (what < 92) {
            running().forEach(world.senders()::send);
        } else if (what < 95) {
            running().forEach(world.postBag()::handIn);
        } else if (what < 97 && climate.operator()) {
            running().forEach(world.meddler()::act);
        } else {
            bringTheDeadBack();
        }
        trouble();
        world.nodes().stream().filter(Node::isDead).forEach(Node::bury);
    }

    private void goOn() {
        List<Fiber> ready =
                world.nodes().stream().flatMap(node -> node.ready().stream()).toList();
        if (ready.isEmpty()) {
            beginRound();
        } else {
            world.fibers().resume(chance.of(ready));
        }
    }

    private void beginRound() {
        running().forEach(node -> {
            List<HandDrivenEngine.Round> rounds = node.engine().rounds();
            node.beginRound(rounds.get(usually(rounds.size())));
        });
    }

    /** The dispatcher and the recorder have the most to do. */
    private int usually(int rounds) {
        int what = chance.below(100);
        return what < 30 ? rounds - 1 : what < 60 ? RECORDER : chance.below(rounds);
    }

    private void passTime() {
        int how = chance.below(10);
        Duration time = how < 7
                ? world.upToSeconds(climate.haste())
                : how < 9 ? world.upToSeconds(60) : world.upToSeconds(15 * 60);
        world.pass(time);
        world.say("time", time.toMillis() + " ms pass");
    }

    /** One of those that run, if any does. */
    private List<Node> running() {
        List<Node> running = world.nodes().stream().filter(Node::isRunning).toList();
        return running.isEmpty() ? running : List.of(chance.of(running));
    }

    private void bringTheDeadBack() {
        world.nodes().stream().filter(Node::isDead).limit(1).forEach(node -> {
            node.bury();
            node.start();
        });
    }

    private void trouble() {
        if (chance.perMille(climate.outages())) {
            storeAway = !storeAway;
            world.say("store", storeAway ? "goes away" : "is back");
        } else if (storeAway && chance.percent(10)) {
            storeAway = false;
            world.say("store", "is back");
        }
        if (chance.perMille(climate.freezes())) {
            for (Node node : running()) {
                node.freeze(world.afterAPause());
                world.say(node.name, "is frozen");
            }
        }
        if (chance.perMille(climate.crashes())) {
            for (Node node : running()) {
                world.say(node.name, "is KILLED");
                node.kill();
            }
        }
    }
}
