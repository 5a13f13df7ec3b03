package dev.twotick.examples;

import dev.twotick.transport.Phase;
import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** Writes letters into a folder. Its "last dot" is the rename that makes a file visible. */
final class FolderTransport implements Transport {
    private final Path folder;

    FolderTransport(Path folder) {
        this.folder = folder;
    }

    @Override
    public SubmissionOutcome submit(Submission submission, PointOfNoReturn pointOfNoReturn) {
        String name = submission.letter() + "-" + submission.recipients().get(0).number() + ".eml";
        Path hidden = folder.resolve("." + name);
        try (InputStream letter = submission.content().open()) {
            Files.copy(letter, hidden, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // nobody saw it: a definite no, and trying again risks nothing
            return all(submission, Phase.BODY, new RecipientOutcome.Deferred("cannot write: " + e, Optional.empty()));
        }
        if (!pointOfNoReturn.cross()) {
            return new SubmissionOutcome.Abandoned();
        }
        try {
            Files.move(hidden, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            return all(submission, Phase.FINAL, new RecipientOutcome.InDoubt("the rename failed: " + e));
        }
        Reply reply = new Reply(250, List.of("2.0.0 lies in " + folder));
        return all(submission, Phase.DONE, new RecipientOutcome.Submitted(reply, Optional.of(name)));
    }

    private static SubmissionOutcome all(Submission submission, Phase phase, RecipientOutcome outcome) {
        return SubmissionOutcome.forAll(submission, phase, outcome, phase != Phase.DONE);
    }

    @Override
    public void close() {
        // no connection is kept
    }
}
