package dev.twotick.dispatch.simulation;

import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionBatch;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One node's transport to one relay: letter by letter, or with several on the way at once. */
final class RelayLine implements Transport {
    private static final int MOST_AT_ONCE = 3;

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
    public void submit(SubmissionBatch batch) {
        node.checkAlive();
        busy++;
        if (busy > World.CONNECTIONS) {
            world.violated(node.name + " has " + busy + " connections to " + relay.name);
        }
        try {
            if (world.coin()) {
                Transport.super.submit(batch);
            } else {
                pipelined(batch);
            }
        } finally {
            busy--;
        }
    }

    @Override
    public SubmissionOutcome submit(Submission submission, PointOfNoReturn gate) {
        Talk talk = new Talk(world, node, relay, submission);
        Optional<SubmissionOutcome> early = talk.begin();
        if (early.isPresent()) {
            return told(submission, early.get());
        }
        boolean crossed = gate.cross();
        world.say(node.name, crossed ? "crosses" : "is stopped before the dot of", submission.letter());
        if (!crossed && !relay.ignoresTheGate()) {
            return new SubmissionOutcome.Abandoned();
        }
        talk.dot(true);
        return told(submission, talk.answer(true));
    }

    private SubmissionOutcome told(Submission submission, SubmissionOutcome outcome) {
        world.maybePause(node);
        world.say(node.name, "tells of", submission.letter(), outcome);
        return outcome;
    }

    /** A submission of a batch that has come as far as its last dot. */
    private record Waiting(int position, Talk talk) {}

    /** Some letters are written one after the other, then all their dots, then all answers are read. */
    private void pipelined(SubmissionBatch batch) {
        int next = 0;
        while (next < batch.submissions().size()) {
            int end = Math.min(batch.submissions().size(), next + world.between(1, MOST_AT_ONCE));
            if (!window(batch, next, end)) {
                // the line is gone: the rest had no try
                return;
            }
            next = end;
        }
    }

    private boolean window(SubmissionBatch batch, int from, int end) {
        List<Waiting> waiting = new ArrayList<>();
        boolean whole = true;
        for (int position = from; position < end && whole; position++) {
            Submission submission = batch.submissions().get(position);
            Talk talk = new Talk(world, node, relay, submission);
            Optional<SubmissionOutcome> early = talk.begin();
            if (early.isPresent()) {
                batch.answer(position, told(submission, early.get()));
                whole = !talk.cutsTheLine();
            } else {
                waiting.add(new Waiting(position, talk));
            }
        }
        if (!whole) {
            waiting.forEach(one -> batch.answer(one.position(), one.talk().cutOff()));
            return false;
        }
        return waiting.isEmpty() || dots(batch, waiting);
    }

    private boolean dots(SubmissionBatch batch, List<Waiting> waiting) {
        List<Integer> positions = waiting.stream().map(Waiting::position).toList();
        Set<Integer> crossed = batch.cross(positions);
        world.say(node.name, "crosses", crossed, "of", positions);
        List<Waiting> sent = waiting.stream()
                .filter(one -> crossed.contains(one.position()) || relay.ignoresTheGate())
                .toList();
        waiting.stream()
                .filter(one -> !sent.contains(one))
                .forEach(one -> batch.answer(one.position(), new SubmissionOutcome.Abandoned()));
        boolean whole = true;
        for (Waiting one : sent) {
            one.talk().dot(whole);
            whole &= !one.talk().cutsTheLine();
        }
        boolean readable = true;
        for (Waiting one : sent) {
            SubmissionOutcome outcome = one.talk().answer(readable);
            readable &= !one.talk().cutsTheLine();
            batch.answer(one.position(), told(batch.submissions().get(one.position()), outcome));
        }
        return readable;
    }

    @Override
    public void close() {}
}
