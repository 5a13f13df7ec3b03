package dev.twotick.dispatch.simulation;

import dev.twotick.transport.Phase;
import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.Transport;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One node's transport to one relay. What happens to a submission is drawn when it begins; others go on at each phase. */
final class RelayLine implements Transport {
    private final World world;
    private final Node node;
    private final SimulatedRelay relay;
    private int busy;

    RelayLine(World world, Node node, SimulatedRelay relay) {
        this.world = world;
        this.node = node;
        this.relay = relay;
    }

    @Override
    public SubmissionOutcome submit(Submission submission, PointOfNoReturn gate) {
        node.checkAlive();
        busy++;
        if (busy > World.CONNECTIONS) {
            throw new Violation(node.name + " has " + busy + " submissions at once on " + relay.name);
        }
        try {
            Mishap mishap = world.mishap();
            world.say(
                    node.name,
                    "submits",
                    submission.letter(),
                    submission.recipients().stream()
                            .map(Submission.Recipient::number)
                            .toList(),
                    relay.name,
                    mishap);
            SubmissionOutcome outcome = beforeTheDot(submission, gate, mishap);
            world.maybePause(node);
            world.say(node.name, "tells of", submission.letter(), outcome);
            return outcome;
        } finally {
            busy--;
        }
    }

    private SubmissionOutcome beforeTheDot(Submission submission, PointOfNoReturn gate, Mishap mishap) {
        relay.attempted(submission);
        world.maybePause(node);
        switch (mishap) {
            case NO_CONNECTION:
                return all(submission, Phase.CONNECT, later("connection refused"), true);
            case BUSY_GREETING:
                return all(submission, Phase.GREETING, later(421), true);
            case SENDER_DEFERRED:
                return all(submission, Phase.MAIL, later(451), false);
            case SENDER_REFUSED:
                return all(submission, Phase.MAIL, never(), false);
            case LOST_IN_THE_BODY:
                return all(submission, Phase.BODY, later("the line was cut"), true);
            case THROWS_BEFORE_THE_DOT:
                throw new SimulatedFault();
            case SILENT_IN_THE_BODY:
                beSilent();
                break;
            default:
                world.maybePause(node);
        }
        Map<Integer, RecipientOutcome> refused =
                mishap == Mishap.SOME_RECIPIENTS_REFUSED ? refuseSome(submission) : Map.of();
        if (refused.size() == submission.recipients().size()) {
            return new SubmissionOutcome.Answered(Phase.RCPT, refused, Optional.of(true), false);
        }
        boolean crossed = gate.cross();
        world.say(
                node.name,
                
                crossed ? "crosses" : "is stopped before the dot",
                submission.letter());
        if (!crossed && !relay.ignoresTheGate()) {
            return new SubmissionOutcome.Abandoned();
        }
        return afterTheDot(submission, refused, mishap);
    }

    private SubmissionOutcome afterTheDot(
            Submission submission, Map<Integer, RecipientOutcome> refused, Mishap mishap) {
        world.maybeCrash(node, "before the dot");
        world.maybePause(node);
        List<Submission.Recipient> wanted = submission.recipients().stream()
                .filter(recipient -> !refused.containsKey(recipient.number()))
                .toList();
        String queueId = mishap.taken() ? relay.take(submission, wanted) : "";
        world.maybeCrash(node, "after the dot");
        world.maybePause(node);
        return switch (mishap) {
            case DEFERRED_AFTER_THE_DOT -> all(submission, Phase.DONE, later(452), false);
            case REFUSED_AFTER_THE_DOT -> all(submission, Phase.DONE, never(), false);
            case LOST_BEFORE_IT_WAS_TAKEN, LOST_AFTER_IT_WAS_TAKEN -> lost(submission, refused);
            case SILENT_AND_NOT_TAKEN, SILENT_AND_TAKEN -> {
                beSilent();
                yield lost(submission, refused);
            }
            case LATE_REPLY -> {
                beSilent();
                yield taken(wanted, refused, queueId);
            }
            case THROWS_AFTER_THE_DOT -> throw new SimulatedFault();
            case FORGETS_A_RECIPIENT -> taken(wanted.subList(1, wanted.size()), refused, queueId);
            default -> taken(wanted, refused, queueId);
        };
    }

    /** A fault of the transport's own; without a stack trace, since so many of them are logged. */
    private static final class SimulatedFault extends RuntimeException {
        private static final long serialVersionUID = 1;

        SimulatedFault() {
            super("the transport broke", null, false, false);
        }
    }

    private void beSilent() {
        Instant end = world.now().plus(World.RELAY_TOTAL).plus(world.upToSeconds(20));
        world.await(node, () -> !world.now().isBefore(end));
    }

    private Map<Integer, RecipientOutcome> refuseSome(Submission submission) {
        Map<Integer, RecipientOutcome> refused = new HashMap<>();
        for (Submission.Recipient recipient : submission.recipients()) {
            if (world.coin()) {
                refused.put(recipient.number(), world.coin() ? never() : later(450));
            }
        }
        return refused;
    }

    private static SubmissionOutcome taken(
            List<Submission.Recipient> wanted, Map<Integer, RecipientOutcome> refused, String queueId) {
        Reply reply = new Reply(250, List.of("2.0.0 Ok: queued as " + queueId));
        Map<Integer, RecipientOutcome> all = new HashMap<>(refused);
        wanted.forEach(recipient -> all.put(recipient.number(), new Submitted(reply, Optional.of(queueId))));
        return new SubmissionOutcome.Answered(Phase.DONE, all, Optional.of(true), false);
    }

    private static SubmissionOutcome lost(Submission submission, Map<Integer, RecipientOutcome> refused) {
        Map<Integer, RecipientOutcome> all = new HashMap<>();
        submission
                .recipients()
                .forEach(recipient -> all.put(recipient.number(), new InDoubt("the line was cut after the dot")));
        all.putAll(refused);
        return new SubmissionOutcome.Answered(Phase.FINAL, all, Optional.of(true), true);
    }

    private static SubmissionOutcome all(
            Submission submission, Phase phase, RecipientOutcome outcome, boolean relayAtFault) {
        return SubmissionOutcome.forAll(submission, phase, outcome, relayAtFault);
    }

    private static RecipientOutcome later(String reason) {
        return new Deferred(reason, Optional.empty());
    }

    private static RecipientOutcome later(int code) {
        return new Deferred("refused for now", Optional.of(new Reply(code, List.of("4.3.2 try later"))));
    }

    private static RecipientOutcome never() {
        return new Rejected("refused", Optional.of(new Reply(550, List.of("5.7.1 no"))));
    }

    @Override
    public void close() {}
}
