package dev.twotick.dispatch.simulation;

import dev.twotick.confirmation.TokenKeys;
import dev.twotick.dispatch.EngineOptions;
import dev.twotick.dispatch.HandDrivenEngine;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.sentstore.SentStore;
import dev.twotick.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Everything there is: the store, its clock, the nodes, the relays, the people. First there is trouble for a while, then all is
 * mended and goes on until nothing more happens by itself; then {@link Checks} looks at it.
 */
final class World {
    static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
    static final int CONNECTIONS = 2;
    static final Duration RELAY_TOTAL = Duration.ofSeconds(20);
    static final EngineOptions OPTIONS = EngineOptions.read(Section.of(Settings.EMPTY
            .with("doubt.window", "3m")
            .with("retry.initial", "10s")
            .with("retry.max", "5m")
            .with("retry.lifetime", "1h")
            .with("lease.ttl", "30s")
            .with("dispatch.workers", "3")));

    private static final Duration BEYOND_A_LEASE = Duration.ofSeconds(90);
    private static final int ROUNDS_TO_REST = 600;

    private final Chance chance;
    private Climate climate;
    private final Trace trace;
    private final Fibers fibers;
    private final TokenKeys keys;
    private final Outbox store;
    private final List<Node> nodes = new ArrayList<>();
    private final List<SimulatedRelay> relays = new ArrayList<>();
    private final SentFolder sentFolder;
    private final PostBag postBag;
    private final Senders senders;
    private final Meddler meddler;
    private final Fate fate;
    private final Flaw flaw;
    private Instant now = BEGIN;
    private boolean stormy = true;
    private @Nullable Rush rush;
    private @Nullable Violation violation;

    World(long seed, Surroundings surroundings) {
        chance = new Chance(seed);
        climate = Climate.of(chance);
        trace = surroundings.trace();
        fibers = surroundings.fibers();
        keys = surroundings.keys();
        flaw = surroundings.flaw();
        store = flaw.outbox(() -> now, chance);
        sentFolder = new SentFolder(this, chance.percent(30));
        postBag = new PostBag(this);
        senders = new Senders(this, climate);
        meddler = new Meddler(this);
        fate = new Fate(this, chance, climate);
        for (int i = 1; i <= chance.between(1, 3); i++) {
            relays.add(new SimulatedRelay("relay-" + i, this, flaw.ignoresTheGate()));
        }
        for (int i = 1; i <= climate.nodes(); i++) {
            nodes.add(new Node("node-" + i, this, store));
        }
        nodes.forEach(Node::start);
    }

    /** What a world needs from outside. */
    record Surroundings(Fibers fibers, TokenKeys keys, Trace trace, Flaw flaw) {}

    /** Lives through everything, and checks what is left. */
    void run() {
        say("world", climate);
        fate.begin();
        for (int i = 0; i < climate.steps(); i++) {
            fate.step();
        }
        mend();
        settle();
        if (climate.rush()) {
            rush();
        }
        checkUnviolated();
        new Checks(this).check();
    }

    private void rush() {
        climate = climate.calm();
        nodes.forEach(node -> {
            node.kill();
            node.start();
        });
        stormy = true;
        rush = new Rush(this);
        rush.run();
        mend();
        settle();
    }

    /** Until nothing more happens by itself. */
    private void settle() {
        int rounds = 0;
        while (!isAtRest()) {
            if (++rounds > ROUNDS_TO_REST) {
                throw new Violation("it does not come to rest: " + Checks.unsettled(store));
            }
            everybodyWorks();
            pass(Duration.ofSeconds(30));
        }
    }

    /** Ends all trouble, and lets what is under way come to its end. */
    private void mend() {
        stormy = false;
        say("world", "all is mended");
        fate.mend();
        for (Node node : nodes) {
            node.thaw();
            if (node.isDead()) {
                node.bury();
                node.start();
            }
        }
        for (int i = 0; nodes.stream().anyMatch(node -> !node.isIdle()); i++) {
            if (i > ROUNDS_TO_REST) {
                throw new Violation("something waits for ever");
            }
            nodes.forEach(node -> node.ready().forEach(fibers::resume));
            pass(Duration.ofSeconds(2));
        }
    }

    private boolean isAtRest() {
        return senders.isContent()
                && postBag.isEmpty()
                && Checks.unsettled(store).isEmpty();
    }

    private void everybodyWorks() {
        for (Node node : nodes) {
            senders.send(node);
            postBag.handIn(node);
            node.engine().rounds().forEach(node::beginRound);
        }
    }

    HandDrivenEngine engineFor(Node node) {
        Map<String, Transport> lines = new LinkedHashMap<>();
        relays.forEach(relay -> lines.put(relay.name, new RelayLine(this, node, relay)));
        Optional<SentStore> copies = climate.sentStore() ? Optional.of(sentFolder.storeFor(node)) : Optional.empty();
        HandDrivenEngine.Ways ways =
                new HandDrivenEngine.Ways(OPTIONS, CONNECTIONS, RELAY_TOTAL, ticker(), chance.generator(), node::begin);
        return new HandDrivenEngine(new HandDrivenEngine.Parts(node.link(), lines, copies, keys, ways));
    }

    /** Each process counts from another moment, and not quite as fast as the store. */
    private LongSupplier ticker() {
        long start = chance.generator().nextLong() >> 2;
        int speed = flaw.stopsTheTickers() ? 0 : chance.between(990, 1010);
        return () -> start + Duration.between(BEGIN, now).toNanos() / 1000 * speed;
    }

    /** A clerk's round as its thread does it: what the store cannot do is left for the next one. */
    void quietly(Node node, HandDrivenEngine.Round round) {
        try {
            round.work().run();
        } catch (OutboxException e) {
            say(node.name, round.name(), "is left for the next round:", e.getMessage());
        }
    }

    // what others ask

    Instant now() {
        return now;
    }

    boolean isStormy() {
        return stormy;
    }

    boolean isStoreAway() {
        return fate.isStoreAway();
    }

    boolean losesAnAnswer() {
        return stormy && chance.perMille(climate.lostAnswers());
    }

    boolean fails() {
        return stormy && chance.percent(climate.mishaps() / 2);
    }

    Mishap mishap(SimulatedRelay relay) {
        Rush now = rush;
        if (now != null) {
            return now.mishap(relay);
        }
        return stormy && chance.percent(climate.mishaps()) ? chance.of(List.of(Mishap.values())) : Mishap.NONE;
    }

    /** Whether what begins now is to be interrupted by others; changing threads is what a world costs most. */
    boolean isInterrupted() {
        return chance.percent(climate.pauses());
    }

    boolean coin() {
        return chance.percent(50);
    }

    int between(int least, int most) {
        return chance.between(least, most);
    }

    <T> T of(List<T> some) {
        return chance.of(some);
    }

    Duration upToSeconds(int most) {
        return chance.upTo(Duration.ofSeconds(most));
    }

    RandomGenerator generator() {
        return chance.generator();
    }

    Fibers fibers() {
        return fibers;
    }

    Outbox store() {
        return store;
    }

    List<Node> nodes() {
        return nodes;
    }

    List<SimulatedRelay> relays() {
        return relays;
    }

    SentFolder sentFolder() {
        return sentFolder;
    }

    PostBag postBag() {
        return postBag;
    }

    Senders senders() {
        return senders;
    }

    Meddler meddler() {
        return meddler;
    }

    Chance chance() {
        return chance;
    }

    // what happens

    /** For those that the engine calls, which would catch what they throw: the world ends with it. */
    void violated(String what) {
        if (violation == null) {
            violation = new Violation(what);
        }
    }

    void checkUnviolated() {
        if (violation != null) {
            throw violation;
        }
    }

    void say(String who, Object... words) {
        trace.add(now, who, words);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Longer than any lease, and perhaps longer than the window in which proof is looked for. */
    Instant afterAPause() {
        return now.plus(BEYOND_A_LEASE).plus(upToSeconds(300));
    }

    /** Lets others go on, or not. */
    void maybePause(Node node) {
        if (stormy && fibers.inFiber() && chance.percent(climate.pauses())) {
            fibers.pause(() -> true);
        }
        node.checkAlive();
    }

    /** What a letter takes; nothing unless there is a rush. */
    void takeTime(Node node) {
        Rush now = rush;
        if (now != null && stormy) {
            Instant end = this.now.plus(now.timeOfALetter());
            await(node, () -> !this.now.isBefore(end));
        }
    }

    void dotSent(LetterId letter) {
        Rush now = rush;
        if (now != null) {
            now.dotSent(letter);
        }
    }

    /** Lets others go on until this is true. */
    void await(Node node, BooleanSupplier until) {
        if (!until.getAsBoolean()) {
            fibers.pause(until);
        }
        node.checkAlive();
    }

    void maybeCrash(Node node, String where) {
        if (stormy && chance.perMille(climate.crashes())) {
            say(node.name, "CRASHES", where);
            node.die();
        }
    }
}
