package dev.twotick.dispatch.simulation;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Handling;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.letter.Terms;
import dev.twotick.outbox.SubmissionState;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The morning after: all processes are started again, one huge tenant has put far more into the outbox than can be sent at once,
 * and small tenants send a letter now and then. Nothing goes wrong any more, save that the first of several relays may be dead and
 * that the whole crowd may have been refused once. No small letter may wait for more than its share of the others, and no process may
 * take more than it can soon submit.
 */
final class Rush {
    private static final int SMALL_LETTERS = 4;
    private static final int TENANTS = 4;
    private static final int BEYOND_THE_BOUND = 25;
    private static final int ROUNDS_TO_END = 20_000;
    private static final List<Integer> MILLIS_FOR_A_LETTER = List.of(125, 250, 500);

    private final World world;
    private final Duration timeOfALetter;
    private final int mostLeased;
    private final int mostBefore;
    private final boolean refusedOnce;
    private final boolean deadRelay;
    private final Map<LetterId, Integer> waiting = new HashMap<>();
    private final Set<LetterId> gone = new HashSet<>();
    private int letters;
    private boolean refusing;

    Rush(World world) {
        this.world = world;
        timeOfALetter = Duration.ofMillis(world.of(MILLIS_FOR_A_LETTER));
        refusedOnce = world.coin();
        deadRelay = world.relays().size() > 1 && world.coin();
        mostLeased = world.nodes().size() * mostLeasedByOne();
        // what all have in hand when it comes, what they take until its tenant has a turn, and what passes while it is
        // in a hand
        mostBefore = 3 * mostLeased + TENANTS;
    }

    /**
     * As the engine says: each connection has a batch of half a second, and an eighth of a second's letters lie ready for all of
     * them. What was begun counts until its outcome is recorded, and by then its connection may have begun the next.
     */
    private int mostLeasedByOne() {
        int batch = (int) Duration.ofMillis(500).dividedBy(timeOfALetter);
        int ahead = (int) Duration.ofMillis(125L * World.CONNECTIONS).dividedBy(timeOfALetter);
        int lanes = World.OPTIONS.pace().workers();
        return 2 * lanes * batch + ahead;
    }

    void run() {
        int crowd = mostBefore + BEYOND_THE_BOUND;
        world.say(
                "rush", "of", crowd, "with", timeOfALetter, refusedOnce ? "refused once" : "", deadRelay ? "dead" : "");
        for (int i = 0; i < crowd; i++) {
            world.senders().leave(wish("huge"), world.store());
            letters++;
        }
        refuseAll();
        int small = 0;
        int rounds = 0;
        while (gone.size() < letters) {
            if (++rounds > ROUNDS_TO_END) {
                throw new Violation("a rush does not end: " + Checks.unsettled(world.store()));
            }
            if (small < SMALL_LETTERS && gone.size() > small * BEYOND_THE_BOUND / SMALL_LETTERS) {
                small++;
                sendSmall();
            }
            goOn();
            world.checkUnviolated();
        }
    }

    /** An outage of the relays is over, and all letters that it hit are due. */
    private void refuseAll() {
        if (!refusedOnce) {
            return;
        }
        refusing = true;
        for (int rounds = 0; world.store().stocktake().in(SubmissionState.DEFERRED) < letters; rounds++) {
            if (rounds > ROUNDS_TO_END) {
                throw new Violation("letters wait for their first try: " + Checks.unsettled(world.store()));
            }
            goOn();
        }
        refusing = false;
        world.pass(World.OPTIONS.retries().max());
    }

    private Senders.Wish wish(String tenant) {
        Terms terms = new Terms(
                Assurance.submitted().orElse(Duration.ofHours(4), OnDoubt.RESOLVE),
                false,
                Optional.empty(),
                Handling.USUAL.withTenant(tenant));
        return world.senders().wish(List.of(EmailAddress.of("r1@dest.example")), terms);
    }

    private void sendSmall() {
        Senders.Wish wish = wish("small-" + world.between(1, TENANTS - 1));
        letters++;
        if (world.coin()) {
            arrived(world.senders().leave(wish, world.store()));
        } else {
            Node node = world.of(world.nodes());
            node.begin(() -> {
                world.senders().send(wish, node);
                Optional.ofNullable(wish.heard).ifPresent(this::arrived);
            });
        }
    }

    private void arrived(LetterId letter) {
        if (!gone.contains(letter)) {
            waiting.put(letter, 0);
        }
    }

    /** Everybody does a little, and time passes. */
    private void goOn() {
        for (Node node : world.nodes()) {
            node.engine().rounds().forEach(node::beginRound);
            node.ready().forEach(world.fibers()::resume);
        }
        world.pass(timeOfALetter.dividedBy(4));
    }

    // what those who take part ask and tell

    Duration timeOfALetter() {
        return timeOfALetter;
    }

    Mishap mishap(SimulatedRelay relay) {
        if (deadRelay && relay.equals(world.relays().get(0))) {
            return Mishap.NO_CONNECTION;
        }
        return refusing ? Mishap.SENDER_DEFERRED : Mishap.NONE;
    }

    /** A letter's last dot leaves. */
    void dotSent(LetterId letter) {
        long leased = world.store().stocktake().in(SubmissionState.SUBMITTING);
        if (leased > mostLeased) {
            world.violated(leased + " letters are leased, and " + mostLeased + " would do");
        }
        gone.add(letter);
        waiting.remove(letter);
        waiting.replaceAll((other, before) -> before + 1);
        waiting.forEach((other, before) -> {
            if (before > mostBefore) {
                world.violated(other + " waits while " + before + " others leave");
            }
        });
    }
}
