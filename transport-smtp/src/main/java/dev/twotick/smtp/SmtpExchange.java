package dev.twotick.smtp;

import dev.twotick.smtp.Awaited.Command;
import dev.twotick.smtp.ContentWriter.Written;
import dev.twotick.smtp.Draft.Step;
import dev.twotick.transport.Phase;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission.Recipient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Submits letters over one connection, as many on their way as the relay's extensions allow: with PIPELINING (RFC 2920) a
 * letter's end and the next envelope up to DATA go in one group, with CHUNKING (RFC 3030) whole letters do. Replies are taken
 * strictly in the order of the commands. Used once, by one thread.
 */
final class SmtpExchange implements AutoCloseable {
    /** So many recipients are asked for at most before their replies are read, lest both sides write and nobody reads. */
    private static final int RECIPIENTS_AT_ONCE = 100;

    /** A connection that waited longer is tried with an envelope first, since a line that is gone must not make a doubt. */
    private static final Duration SURELY_THERE = Duration.ofSeconds(1);

    private static final String CLOSING = "the relay said that it closes the connection";

    private final SmtpConnection connection;
    private final Batch batch;
    private final ConnectionLimits limits;
    private final RelayMemory memory;
    private final Pipeline pipeline;
    private final ContentWriter content;
    private final boolean pipelining;
    private final boolean chunking;
    private final boolean used;
    private final long start;
    private final boolean sure;
    private boolean first = true;
    private boolean filling = true;
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
        this.limits = limits;
        this.memory = memory;
        this.start = start;
        this.pipeline = new Pipeline(connection);
        this.content = new ContentWriter(connection, pipeline, batch);
        this.pipelining = connection.extensions().offers("PIPELINING");
        // the replies to a letter's end in LMTP are counted by recipients, who must be known when it is written
        this.chunking = connection.extensions().offers("CHUNKING") && !connection.lmtp();
        this.used = connection.letters() > 0;
        this.sure = !used || connection.idle().compareTo(SURELY_THERE) < 0;
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
        send();
        return closing ? pipeline.undecided() : !pipeline.caughtUp();
    }

    private void unasked(Reply reply) throws ProtocolException {
        if (draft.isPresent() && draft.get().step() == Step.BODY) {
            draft.get().transaction().early(reply);
            giveUp(draft.get());
        } else if (reply.code() == SmtpCodes.CLOSING) {
            closing = true;
        } else {
            throw new ProtocolException("a reply that nobody had asked for");
        }
    }

    private void send() throws IOException {
        try {
            pipeline.send();
        } catch (IOException e) {
            hearLate();
            throw e;
        }
    }

    /** The end of a letter may be out in part or not at all, so of the final replies only a refusal is still to be believed. */
    private void hearLate() throws IOException {
        while (!pipeline.caughtUp()) {
            Awaited what = pipeline.next();
            Optional<Reply> reply = connection.lastWords();
            boolean lie = reply.isPresent()
                    && what.command() == Command.LAST
                    && reply.get().positive();
            if (reply.isEmpty() || lie) {
                return;
            }
            take(what, reply.get());
        }
    }

    /** One more thing is written; false when nothing can be before a reply is here. */
    private boolean step() throws IOException {
        if (draft.isEmpty()) {
            return mayBegin() && begin();
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

    private boolean mayBegin() {
        int underWay = pipeline.underWay();
        boolean worn = connection.letters() + underWay >= limits.letters()
                || connection.age().compareTo(limits.age()) >= 0;
        if (batch.isEmpty() || (worn && concluded + underWay > 0)) {
            return false;
        }
        if (!pipelining) {
            return pipeline.caughtUp();
        }
        if (!chunking) {
            return underWay <= 1;
        }
        // refilled when half of it is empty, so that neither side waits and few writes are needed
        filling = underWay <= limits.window() / 2 || (filling && underWay < limits.window());
        return filling;
    }

    private boolean begin() {
        Position position = batch.take();
        EnvelopeCommands commands = new EnvelopeCommands(position.submission(), connection.extensions());
        boolean dsn = commands.asksForDsn() && !memory.dsnRefused();
        position.dsnOffered(connection.extensions().offers("DSN") && !memory.dsnRefused());
        position.notOffered(commands.notOffered());
        settleWhatTheRelayCannotTake(position, commands);
        if (!position.tally().anyOpen()) {
            batch.answer(position);
            return true;
        }
        List<Recipient> recipients = position.tally().open();
        recipients = recipients.subList(
                0, Math.min(recipients.size(), memory.recipients().orElse(Integer.MAX_VALUE)));
        boolean dsnToBeProven = dsn && !memory.dsnProven();
        boolean atOnce = pipelining
                && chunking
                && sure
                && !dsnToBeProven
                && recipients.size() <= RECIPIENTS_AT_ONCE
                && position.submission().content().size() <= ContentWriter.AT_ONCE;
        if (batch.mayNotCross(position) || (atOnce && !batch.mayCross(position))) {
            position.abandon();
            batch.answer(position);
            return true;
        }
        long begun = first ? start : System.nanoTime();
        first = false;
        connection.workOn(begun);
        Transaction transaction = new Transaction(position, recipients, dsnToBeProven, begun);
        draft = Optional.of(new Draft(transaction, commands, dsn, atOnce));
        return true;
    }

    private static void settleWhatTheRelayCannotTake(Position position, EnvelopeCommands commands) {
        Tally tally = position.tally();
        commands.objectionToLetter().ifPresent(tally::settleOpen);
        tally.open()
                .forEach(recipient ->
                        commands.objectionTo(recipient).ifPresent(rejected -> tally.settle(recipient, rejected)));
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
            boolean groupIsFull = now.asked() > 0 && now.asked() % RECIPIENTS_AT_ONCE == 0;
            if (groupIsFull && !caughtUp) {
                return false;
            }
            Recipient recipient = now.nextRecipient();
            pipeline.ask(Pipeline.about(now.transaction(), Command.RCPT, recipient), now.rcpt(recipient));
            return true;
        }
        boolean waits = now.transaction().dsnToBeProven() || (chunking && !now.atOnce());
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
        now.transaction().dsnTaken().ifPresent(memory::takesDsn);
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
        connection.countLetter();
        concluded++;
        if (transaction.end()) {
            batch.putBack(transaction.position());
        } else {
            batch.answer(transaction.position());
        }
    }

    /** What becomes of those whose replies will not come. */
    private void end(String reason, boolean mayMoveOn, boolean relayAtFault) {
        List<Transaction> open = pipeline.unanswered();
        draft.ifPresent(now -> open.add(now.transaction()));
        List<Position> moving = new ArrayList<>();
        for (Transaction transaction : open) {
            Position position = transaction.position();
            if (mayMoveOn && movesOn(transaction)) {
                moving.add(0, position);
                continue;
            }
            if (relayAtFault) {
                position.blameRelay();
            }
            transaction.lost(reached(transaction), reason);
            batch.answer(position);
        }
        moving.forEach(position -> {
            position.moveOn();
            batch.putBack(position);
        });
    }

    /** The relay went away between two letters, and took no notice of this one. */
    private boolean movesOn(Transaction transaction) {
        boolean definiteNo = !transaction.dotLeft() || transaction.mailRefused();
        boolean between = used || concluded > 0;
        return between
                && definiteNo
                && !transaction.noticed()
                && !transaction.position().movedOn();
    }

    private Phase reached(Transaction transaction) {
        return farewell.filter(what -> what.transaction().equals(transaction))
                .map(Awaited::command)
                .or(() -> pipeline.awaitedBy(transaction))
                .or(() -> draft.map(Draft::underWay))
                .orElse(Command.LAST)
                .phase();
    }
}
