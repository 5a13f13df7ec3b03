package dev.twotick.dispatch.simulation;

import dev.twotick.dispatch.Operator;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.RecipientView;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Somebody who calls letters back and decides on doubts, at any time and without knowing more than the ledger says. */
final class Meddler {
    private static final String REASON = "I say so";

    private final World world;
    private final Set<String> saidSubmitted = new HashSet<>();

    Meddler(World world) {
        this.world = world;
    }

    /** Whether it was said that a relay took it. */
    boolean saidSubmitted(LetterId letter, int recipient) {
        return saidSubmitted.contains(letter + "/" + recipient);
    }

    void act(Node node) {
        node.begin(() -> {
            try {
                List<Delivery> letters = node.link().list(DeliveryQuery.ALL);
                if (!letters.isEmpty()) {
                    act(node, world.of(letters));
                }
            } catch (OutboxException e) {
                world.say(node.name, "the operator is told that the store is away");
            }
        });
    }

    private void act(Node node, Delivery letter) {
        Operator operator = new Operator(node.link(), events -> world.say("operator", events));
        LetterId id = letter.letter().id();
        switch (world.between(0, 4)) {
            case 0 -> operator.cancel(id, REASON);
            case 1 -> operator.retry(id, REASON);
            case 2 -> operator.reschedule(id, world.now().plus(Duration.ofSeconds(world.between(-10, 60))), REASON);
            case 3 -> resolve(operator, id, world.of(letter.recipients()), true);
            default -> resolve(operator, id, world.of(letter.recipients()), false);
        }
    }

    /** Noted first: whoever does not hear of it may have been heard. */
    private void resolve(Operator operator, LetterId letter, RecipientView recipient, boolean submitted) {
        if (submitted) {
            saidSubmitted.add(letter + "/" + recipient.number());
        }
        operator.resolve(letter, recipient.address(), submitted, REASON);
    }
}
