package dev.twotick.dispatch.simulation;

import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Somebody who calls letters back and decides on doubts, at any time and without knowing more than the ledger says. */
final class Operator {
    private final World world;
    private final Set<String> saidSubmitted = new HashSet<>();

    Operator(World world) {
        this.world = world;
    }

    /** Whether the operator has said that a relay took it. */
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
        RecipientView recipient = world.of(letter.recipients());
        LetterId id = letter.letter().id();
        try {
            switch (world.between(0, 3)) {
                case 0 -> callBack(node.link(), id, recipient);
                case 1 -> tryAgain(node.link(), id, recipient);
                case 2 -> settle(node.link(), id, recipient, EventType.SUBMITTED);
                default -> settle(node.link(), id, recipient, EventType.RETRIED);
            }
        } catch (IllegalStateException e) {
            world.say(node.name, "the operator has seen an older state:", e.getMessage());
        }
    }

    private static void tryAgain(Outbox outbox, LetterId letter, RecipientView recipient) {
        if (recipient.submission().failed()) {
            outbox.settle(letter, recipient.submission(), step(recipient, EventType.REQUEUED));
        }
    }

    private static void callBack(Outbox outbox, LetterId letter, RecipientView recipient) {
        boolean mayBe = recipient.submission() == SubmissionState.QUEUED
                || recipient.submission() == SubmissionState.DEFERRED
                || recipient.submission() == SubmissionState.HELD;
        if (mayBe && recipient.doubts() == 0) {
            outbox.settle(letter, recipient.submission(), step(recipient, EventType.CANCELLED));
        }
    }

    private void settle(Outbox outbox, LetterId letter, RecipientView recipient, EventType verdict) {
        boolean undecided =
                recipient.submission() == SubmissionState.IN_DOUBT || recipient.submission() == SubmissionState.HELD;
        if (undecided) {
            if (verdict == EventType.SUBMITTED) {
                saidSubmitted.add(letter + "/" + recipient.number());
            }
            outbox.settle(letter, recipient.submission(), step(recipient, verdict));
        }
    }

    private static Transition step(RecipientView recipient, EventType type) {
        Map<Fact, String> why = Map.of(Fact.REASON, "the operator says so");
        return type == EventType.RETRIED || type == EventType.REQUEUED
                ? Transition.to(recipient.number(), type, Duration.ZERO, why)
                : Transition.to(recipient.number(), type, why);
    }
}
