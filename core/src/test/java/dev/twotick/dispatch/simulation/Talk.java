package dev.twotick.dispatch.simulation;

import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One submission on a line, in three parts: up to the last dot, the dot, and its answer. */
final class Talk {
    private final World world;
    private final Node node;
    private final SimulatedRelay relay;
    private final Submission submission;
    private final Mishap mishap;
    private final Map<Integer, RecipientOutcome> refused = new HashMap<>();
    private String queueId = "";

    Talk(World world, Node node, SimulatedRelay relay, Submission submission) {
        this.world = world;
        this.node = node;
        this.relay = relay;
        this.submission = submission;
        this.mishap = world.mishap(relay);
    }

    /** A fault of the transport's own; without a stack trace, since so many of them are logged. */
    private static final class TransportFault extends RuntimeException {
        private static final long serialVersionUID = 1;

        TransportFault() {
            super("the transport broke", null, false, false);
        }
    }

    boolean cutsTheLine() {
        return mishap.cutsTheLine();
    }

    /** Everything before the last dot; empty when the dot is to follow. */
    Optional<SubmissionOutcome> begin() {
        world.say(node.name, "submits", submission.letter(), numbers(), "to", relay.name, mishap);
        world.maybePause(node);
        world.takeTime(node);
        if (mishap == Mishap.SOME_RECIPIENTS_REFUSED) {
            refuseSome();
            if (refused.size() == submission.recipients().size()) {
                return Optional.of(new Answered(Phase.RCPT, refused, Optional.of(true), false));
            }
        }
        if (mishap == Mishap.SILENT_IN_THE_BODY) {
            beSilent();
        }
        return refusal();
    }

    private Optional<SubmissionOutcome> refusal() {
        return switch (mishap) {
            case NO_CONNECTION -> all(Phase.CONNECT, later("connection refused"), true);
            case BUSY_GREETING -> all(Phase.GREETING, later(421), true);
            case LOGIN_REFUSED ->
                Optional.of(new SubmissionOutcome.RelayUnusable(Phase.AUTH, "wrong password", Optional.empty()));
            case SENDER_DEFERRED -> all(Phase.MAIL, later(451), false);
            case SENDER_REFUSED -> all(Phase.MAIL, never(), false);
            case LOST_IN_THE_BODY -> all(Phase.BODY, later("the line was cut"), true);
            case THROWS_BEFORE_THE_DOT -> throw new TransportFault();
            default -> Optional.empty();
        };
    }

    private List<Integer> numbers() {
        return submission.recipients().stream()
                .map(Submission.Recipient::number)
                .toList();
    }

    /** The last dot leaves; on a line that was cut it does not arrive. */
    void dot(boolean arrives) {
        world.maybeCrash(node, "before the dot");
        world.maybePause(node);
        relay.dotSent(submission);
        world.dotSent(submission.letter());
        if (arrives && mishap.taken()) {
            queueId = relay.take(submission, wanted());
        }
        world.maybeCrash(node, "after the dot");
        world.maybePause(node);
    }

    /** What is read after the last dot; on a line that was cut that is nothing. */
    SubmissionOutcome answer(boolean readable) {
        if (!readable) {
            return lost();
        }
        return switch (mishap) {
            case DEFERRED_AFTER_THE_DOT -> all(Phase.DONE, later(452), false).orElseThrow();
            case REFUSED_AFTER_THE_DOT -> all(Phase.DONE, never(), false).orElseThrow();
            case LOST_BEFORE_IT_WAS_TAKEN, LOST_AFTER_IT_WAS_TAKEN -> lost();
            case SILENT_AND_NOT_TAKEN, SILENT_AND_TAKEN -> {
                beSilent();
                yield lost();
            }
            case LATE_REPLY -> {
                beSilent();
                yield taken(wanted());
            }
            case THROWS_AFTER_THE_DOT -> throw new TransportFault();
            case FORGETS_A_RECIPIENT -> taken(wanted().subList(1, wanted().size()));
            default -> taken(wanted());
        };
    }

    /** The line was cut by another submission before the dot of this one. */
    SubmissionOutcome cutOff() {
        return all(Phase.BODY, later("the line was cut"), true).orElseThrow();
    }

    private List<Submission.Recipient> wanted() {
        return submission.recipients().stream()
                .filter(recipient -> !refused.containsKey(recipient.number()))
                .toList();
    }

    private void refuseSome() {
        for (int number : numbers()) {
            if (world.coin()) {
                refused.put(number, world.coin() ? never() : later(450));
            }
        }
    }

    /** About as long as the engine waits: one time it gives up first, another time it does not; some transports can be roused. */
    private void beSilent() {
        Instant end = world.now().plus(World.RELAY_TOTAL).plus(world.upToSeconds(20));
        boolean canBeRoused = world.coin();
        Thread self = Thread.currentThread();
        world.await(node, () -> !world.now().isBefore(end) || (canBeRoused && self.isInterrupted()));
    }

    private SubmissionOutcome taken(List<Submission.Recipient> told) {
        Reply reply = new Reply(250, List.of("2.0.0 Ok: queued as " + queueId));
        Map<Integer, RecipientOutcome> all = new HashMap<>(refused);
        told.forEach(recipient -> all.put(recipient.number(), new Submitted(reply, Optional.of(queueId))));
        return new Answered(Phase.DONE, all, Optional.of(true), false);
    }

    private SubmissionOutcome lost() {
        Map<Integer, RecipientOutcome> all = new HashMap<>(refused);
        wanted().forEach(recipient -> all.put(recipient.number(), new InDoubt("the line was cut after the dot")));
        return new Answered(Phase.FINAL, all, Optional.of(true), true);
    }

    private Optional<SubmissionOutcome> all(Phase phase, RecipientOutcome outcome, boolean relayAtFault) {
        return Optional.of(SubmissionOutcome.forAll(submission, phase, outcome, relayAtFault));
    }

    private static RecipientOutcome later(String reason) {
        return new Deferred(reason, Optional.empty());
    }

    private static RecipientOutcome later(int code) {
        return new Deferred("refused for now", Optional.of(new Reply(code, List.of("4.3.0 try later"))));
    }

    private static RecipientOutcome never() {
        return new Rejected("refused", Optional.of(new Reply(550, List.of("5.7.1 no"))));
    }
}
