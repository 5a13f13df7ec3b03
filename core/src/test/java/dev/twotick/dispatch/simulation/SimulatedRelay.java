package dev.twotick.dispatch.simulation;

import dev.twotick.letter.LetterId;
import dev.twotick.transport.Submission;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A relay with a ledger of its own: what it took responsibility for is the truth that the engine is measured by. */
final class SimulatedRelay {
    final String name;
    private final World world;
    private final boolean ignoresTheGate;
    private final List<Copy> copies = new ArrayList<>();
    private final Map<String, Integer> dots = new HashMap<>();

    SimulatedRelay(String name, World world, boolean ignoresTheGate) {
        this.name = name;
        this.world = world;
        this.ignoresTheGate = ignoresTheGate;
    }

    /** A transport that is broken in the one way that the engine cannot make good. */
    boolean ignoresTheGate() {
        return ignoresTheGate;
    }

    void dotSent(Submission submission) {
        submission
                .recipients()
                .forEach(recipient -> dots.merge(submission.letter() + "/" + recipient.number(), 1, Integer::sum));
    }

    int dots(LetterId letter, int recipient) {
        return dots.getOrDefault(letter + "/" + recipient, 0);
    }

    /** Takes responsibility, and gives the letter a name. */
    String take(Submission submission, List<Submission.Recipient> recipients) {
        String queueId = name + "-" + (copies.size() + 1);
        int content = Arrays.hashCode(bytes(submission));
        for (Submission.Recipient recipient : recipients) {
            copies.add(new Copy(name, queueId, submission.letter(), recipient.number(), content));
            world.say(name, "takes", submission.letter(), recipient.number(), queueId);
            world.postBag().receiptsFor(submission, recipient, queueId);
        }
        world.sentFolder().providerFiles(submission.letter());
        return queueId;
    }

    private static byte[] bytes(Submission submission) {
        try (InputStream in = submission.content().open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Copy> copies() {
        return copies;
    }
}
