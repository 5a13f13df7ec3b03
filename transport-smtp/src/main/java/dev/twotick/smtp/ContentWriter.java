package dev.twotick.smtp;

import dev.twotick.smtp.Draft.Step;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome.Broken;
import dev.twotick.transport.Reply;
import java.io.IOException;
import java.util.Optional;

/**
 * Writes letters to their end, after DATA or as BDAT has it, and asks for the point of no return before that end can leave.
 * Used by one thread.
 */
final class ContentWriter implements AutoCloseable {
    /** Letters up to this length go in one piece, envelope and all, where the relay offers CHUNKING. */
    static final long AT_ONCE = 256 * 1024;

    /** What is kept of a longer letter until all before it was taken. */
    private static final long LAST_CHUNK = 8 * 1024;

    private final SmtpConnection connection;
    private final Pipeline pipeline;
    private final Batch batch;
    private Optional<LetterBody> open = Optional.empty();

    /** What came of writing. */
    enum Written {
        /** A part of it is out, and is answered before the rest. */
        IN_PART,
        /** Its end is in the group that leaves next. */
        TO_ITS_END,
        /** It has its outcome: refused early, not to be submitted, or unreadable. The relay waits for the rest all the same. */
        IN_VAIN
    }

    ContentWriter(SmtpConnection connection, Pipeline pipeline, Batch batch) {
        this.connection = connection;
        this.pipeline = pipeline;
        this.batch = batch;
    }

    /** Adds the letter after DATA, with its last dot. */
    Written afterData(Draft draft) throws IOException {
        try (LetterBody body = open(draft, true)) {
            Optional<Reply> early = body.addStuffed();
            if (early.isEmpty() && !batch.asked(draft.position())) {
                // everything but the end is to be out when it is asked for
                early = body.send();
            }
            if (early.isPresent()) {
                return refused(draft, early.get());
            }
        } catch (UnreadableLetterException e) {
            return unreadable(draft, e);
        }
        if (!mayEnd(draft)) {
            return Written.IN_VAIN;
        }
        pipeline.lastDot(draft.transaction());
        return Written.TO_ITS_END;
    }

    /** Adds the letter in one piece, which is its last. */
    Written inOnePiece(Draft draft) throws IOException {
        if (!mayEnd(draft)) {
            return Written.IN_VAIN;
        }
        try (LetterBody body = open(draft, false)) {
            return lastPiece(draft, body, size(draft));
        } catch (UnreadableLetterException e) {
            return unreadable(draft, e);
        }
    }

    /** Adds a long letter but for its end. */
    Written firstPiece(Draft draft) throws IOException {
        long octets = size(draft) - LAST_CHUNK;
        try {
            LetterBody body = open(draft, true);
            open = Optional.of(body);
            connection.add("BDAT " + octets);
            Optional<Reply> early = body.addPlain(octets);
            if (early.isPresent()) {
                return refused(draft, early.get());
            }
            // from its last octet on, what the relay says is the answer
            pipeline.expectChunk(draft.transaction());
            draft.next(Step.LAST_CHUNK);
            return Written.IN_PART;
        } catch (UnreadableLetterException e) {
            return unreadable(draft, e);
        }
    }

    /** Adds the end of a long letter. */
    Written lastPiece(Draft draft) throws IOException {
        if (!mayEnd(draft)) {
            return Written.IN_VAIN;
        }
        try (LetterBody body = open.orElseThrow()) {
            return lastPiece(draft, body, LAST_CHUNK);
        } catch (UnreadableLetterException e) {
            return unreadable(draft, e);
        }
    }

    private Written lastPiece(Draft draft, LetterBody body, long octets) throws IOException {
        if (octets == 0) {
            body.checkNothingFollows();
        }
        connection.add("BDAT " + octets + " LAST");
        body.addPlain(octets);
        pipeline.lastOctet(draft.transaction());
        return Written.TO_ITS_END;
    }

    private LetterBody open(Draft draft, boolean listening) throws UnreadableLetterException {
        return new LetterBody(connection, draft.position().submission().content(), listening);
    }

    private static long size(Draft draft) {
        return draft.position().submission().content().size();
    }

    /** Whether its end may leave; otherwise it has its outcome. */
    private boolean mayEnd(Draft draft) throws IOException {
        boolean askedBefore = batch.asked(draft.position());
        connection.rest();
        if (!batch.mayCross(draft.position())) {
            connection.forget();
            draft.position().abandon();
            return false;
        }
        // what the relay said up to here cannot be about an end that has not left
        Optional<Reply> early = askedBefore ? Optional.empty() : connection.unasked();
        if (early.isPresent()) {
            refused(draft, early.get());
        }
        return early.isEmpty();
    }

    private Written refused(Draft draft, Reply early) throws ProtocolException {
        connection.forget();
        draft.transaction().early(early);
        return Written.IN_VAIN;
    }

    private Written unreadable(Draft draft, UnreadableLetterException e) {
        Position position = draft.position();
        position.reached(Phase.BODY);
        position.tally().settleOpen(new Broken("the letter cannot be read from its store: " + e.getMessage()));
        return Written.IN_VAIN;
    }

    @Override
    public void close() {
        open.ifPresent(LetterBody::close);
    }
}
