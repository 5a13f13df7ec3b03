package dev.twotick.smtp;

import dev.twotick.smtp.Awaited.Command;
import dev.twotick.smtp.ContentWriter.Written;
import dev.twotick.smtp.Draft.Step;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission.Recipient;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits letters over one connection, as many on their way as the relay's extensions allow: with PIPELINING (RFC 2920) a
 * letter's end and the next envelope up to DATA go in one group, with CHUNKING (RFC 3030) whole letters do. Replies are taken
 * strictly in the order of the commands. Used once, by one thread.
 */
final class SmtpExchange implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpExchange.class);
    private static final String CLOSING = "the relay said that it closes the connection";

    private final SmtpConnection connection;
    private final Batch batch;
    private final RelayMemory memory;
    private final Admission admission;
    private final Pipeline pipeline;
    private final ContentWriter content;
    private final boolean pipelining;
    private final boolean chunking;
    private final boolean used;
    private boolean closing;
    private int concluded;
    private Optional<Awaited> farewell = Optional.empty();
    private Optional<Draft> draft = Optional.empty();

    /** How an exchange came to its end. */
    enum Ending {
        /** The connection is good for more letters. */
        AT_REST,
        /** The connection is of no use any more. */
        LOST,
        /** The relay was waited for in vain. */
        TIMED_OUT
    }

    /**
     * Begins one.
     *
     * @param start since when the time of the first letter runs, in the ticks of {@link System#nanoTime}
     */
    SmtpExchange(SmtpConnection connection, Batch batch, ConnectionLimits limits, RelayMemory memory, long start) {
        this.connection = connection;
        this.batch = batch;
        this.memory = memory;
        this.admission = new Admission(connection, batch, limits, memory, start);
        this.pipeline = new Pipeline(connection);
        this.content = new ContentWriter(connection, pipeline, batch);
        this.pipelining = connection.pipelining();
        this.chunking = connection.chunking();
        this.used = connection.letters() > 0;
    }

    /** Works until the batch is done, or the connection is. */
    Ending run() {
        try {
            while (write()) {
                hear();
            }
            if (!closing) {
                return Ending.AT_REST;
            }
            end(CLOSING, true, true);
        } catch (IOException e) {
            boolean ours = Failures.interrupted(e);
            boolean lineLost = !ours && !connection.timedOut() && !(e instanceof ProtocolException);
            if (lineLost) {
                hearLate();
            }
            end(connection.describe(e), lineLost, !ours);
        }
        return connection.timedOut() ? Ending.TIMED_OUT : Ending.LOST;
    }

    /** How many letters came to a regular end. */
    int concluded() {
        return concluded;
    }

    @Override
    public void close() {
        content.close();
    }

    /** Writes what may be written now; tells whether a reply is to be waited for. */
    private boolean write() throws IOException {
        if (pipeline.caughtUp() && connection.hasReply()) {
            unasked(connection.reply());
        }
        boolean more = !closing;
        while (more) {
            more = step() && !closing;
        }
        pipeline.send();
        return closing ? pipeline.undecided() : !pipeline.caughtUp();
    }

    private void unasked(Reply reply) throws ProtocolException {
        if (draft.isPresent() && draft.get().step() == Step.BODY) {
            draft.get().transaction().early(reply);
            giveUp(draft.get());
        } else if (reply.code() == SmtpCodes.CLOSING) {
            draft.ifPresent(now -> now.transaction().closing(reply));
            closing = true;
        } else {
            throw new ProtocolException("a reply that nobody had asked for");
        }
    }

    /**
     * What the relay said before the line was lost. The end of the letter that was being written may be out in part or not at
     * all, so of the replies to that one only a refusal is still to be believed.
     */
    private void hearLate() {
        try {
            while (!pipeline.caughtUp()) {
                Awaited what = pipeline.next();
                Optional<Reply> reply = connection.lastWords();
                boolean toBeBelieved = reply.isPresent()
                        && (what.command() != Command.LAST
                                || !reply.get().positive()
                                || what.transaction().isOut());
                if (!toBeBelieved) {
                    return;
                }
                take(what, reply.get());
            }
        } catch (ProtocolException e) {
            LOG.debug("the last words of the relay broke the protocol: {}", e.getMessage());
        }
    }

    /** One more thing is written; false when nothing can be before a reply is here. */
    private boolean step() throws IOException {
        if (draft.isEmpty()) {
            boolean more = admission.open(pipeline);
            draft = more ? admission.next() : draft;
            return more;
        }
        if (!pipelining && !pipeline.caughtUp()) {
            return false;
        }
        Draft now = draft.get();
        return switch (now.step()) {
            case MAIL -> mail(now);
            case RCPT -> rcpt(now);
            case CONTENT -> content(now);
            case BODY -> body(now);
            case LAST_CHUNK -> pipeline.caughtUp() && lastChunk(now);
        };
    }

    private boolean mail(Draft now) throws IOException {
        // the letter before it may be refused in a way that leaves its envelope standing
        boolean behindAnother = chunking && pipeline.underWay() > 0;
        if (connection.needsReset() || behindAnother) {
            connection.needsReset(false);
            pipeline.ask(now.reply(Command.RSET), "RSET");
            if (!pipelining) {
                return true;
            }
        }
        pipeline.ask(now.reply(Command.MAIL), now.mail());
        return true;
    }

    private boolean rcpt(Draft now) throws IOException {
        boolean caughtUp = pipeline.caughtUp();
        if (caughtUp && now.transaction().mailRefused()) {
            now.skipRecipients();
        }
        if (now.hasRecipients()) {
            boolean groupIsFull = now.asked() > 0 && now.asked() % Admission.RECIPIENTS_AT_ONCE == 0;
            if (groupIsFull && !caughtUp) {
                return false;
            }
            Recipient recipient = now.nextRecipient();
            pipeline.ask(Pipeline.about(now.transaction(), Command.RCPT, recipient), now.rcpt(recipient));
            return true;
        }
        boolean waits = now.transaction().dsn().running() || (chunking && !now.atOnce());
        if (waits && !caughtUp) {
            return false;
        }
        if (caughtUp && now.again()) {
            return true;
        }
        if (caughtUp && !now.transaction().anybody()) {
            connection.needsReset(now.transaction().begun());
            conclude(now.transaction());
            return true;
        }
        if (waits && now.transaction().dsn().running()) {
            boolean taken = !now.transaction().dsn().failed();
            memory.takesDsn(taken);
            now.position().dsnOffered(taken);
        }
        now.next(Step.CONTENT);
        return true;
    }

    private boolean content(Draft now) throws IOException {
        if (!chunking) {
            pipeline.ask(now.reply(Command.DATA), "DATA");
            now.next(Step.BODY);
            return true;
        }
        boolean inOnePiece = now.position().submission().content().size() <= ContentWriter.AT_ONCE;
        return written(now, inOnePiece ? content.inOnePiece(now) : content.firstPiece(now));
    }

    private boolean lastChunk(Draft now) throws IOException {
        return written(now, content.lastPiece(now));
    }

    private boolean body(Draft now) throws IOException {
        Transaction transaction = now.transaction();
        if (transaction.answerToData().isEmpty()) {
            return false;
        }
        boolean ready = transaction.answerToData().get().code() == SmtpCodes.START_INPUT;
        if (ready && transaction.anybody()) {
            return written(now, content.afterData(now));
        }
        if (ready) {
            pipeline.emptyLetter(transaction);
        }
        connection.needsReset(!ready && transaction.begun());
        conclude(transaction);
        return true;
    }

    private boolean written(Draft now, Written what) {
        switch (what) {
            case IN_PART -> {}
            case TO_ITS_END -> draft = Optional.empty();
            case IN_VAIN -> giveUp(now);
        }
        return true;
    }

    /** It is answered, and the relay still waits for its letter, so the connection must go. */
    private void giveUp(Draft now) {
        now.transaction().end();
        batch.answer(now.position());
        draft = Optional.empty();
        concluded++;
        closing = true;
    }

    private void hear() throws IOException {
        boolean more = true;
        while (more) {
            take(pipeline.next(), pipeline.hear());
            // all that is here is taken before anything more is written: a line that is lost then leaves no doubt about
            // it
            more = !pipeline.caughtUp() && connection.hasReply() && (!closing || pipeline.undecided());
        }
    }

    private void take(Awaited what, Reply reply) throws ProtocolException {
        Transaction transaction = what.transaction();
        transaction.heard(what, reply);
        pipeline.answered();
        if (reply.code() == SmtpCodes.CLOSING) {
            closing = true;
            farewell = Optional.of(what);
        }
        if (what.command() == Command.LAST && pipeline.awaitedBy(transaction).isEmpty()) {
            pipeline.conclude(transaction);
            connection.needsReset(chunking && !reply.positive());
            conclude(transaction);
        } else if (what.command() == Command.CHUNK && transaction.letterRefused()) {
            draft.ifPresent(this::giveUp);
        }
    }

    /** All its replies are here. */
    private void conclude(Transaction transaction) {
        if (transaction.full()) {
            memory.takesRecipients(transaction.accepted().size());
        }
        draft = draft.filter(now -> !now.transaction().equals(transaction));
        boolean elsewhere = transaction.turnedAway();
        if (!elsewhere) {
            connection.countLetter();
            concluded++;
        }
        Position position = transaction.position();
        if (elsewhere && between() && !position.movedOn()) {
            closing = true;
            position.moveOn();
            batch.putBack(position);
        } else if (transaction.end()) {
            batch.putBack(position);
        } else {
            batch.answer(position);
        }
    }

    /** Whether the relay has taken or refused a letter before on this connection. */
    private boolean between() {
        return used || concluded > 0;
    }

    /** What becomes of those whose replies will not come. */
    private void end(String reason, boolean mayMoveOn, boolean relayAtFault) {
        new Aftermath(pipeline, batch, draft, farewell).settle(reason, mayMoveOn, between(), relayAtFault);
    }
}
