package dev.twotick.smtp;

import dev.twotick.transport.Submission.Recipient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Says when the next letter may begin on a connection, to whom it goes first, and how much of it is said at once. Used by one thread. */
final class Admission {
    /** So many recipients are asked for at most before their replies are read, lest both sides write and nobody reads. */
    static final int RECIPIENTS_AT_ONCE = 100;

    /** So many replies may be to come at most when another letter begins, for the same reason. */
    private static final int REPLIES_AT_ONCE = 200;

    /** A connection that waited longer is tried with an envelope first, since a line that is gone must not make a doubt. */
    private static final Duration SURELY_THERE = Duration.ofSeconds(1);

    private final SmtpConnection connection;
    private final Batch batch;
    private final ConnectionLimits limits;
    private final RelayMemory memory;
    private final long start;
    private final boolean pipelining;
    private final boolean chunking;
    private final boolean sure;
    private boolean first = true;
    private boolean filling = true;

    /**
     * Begins with a connection.
     *
     * @param start since when the time of the first letter runs, in the ticks of {@link System#nanoTime}
     */
    Admission(SmtpConnection connection, Batch batch, ConnectionLimits limits, RelayMemory memory, long start) {
        this.connection = connection;
        this.batch = batch;
        this.limits = limits;
        this.memory = memory;
        this.start = start;
        this.pipelining = connection.pipelining();
        this.chunking = connection.chunking();
        this.sure = connection.letters() == 0 || connection.idle().compareTo(SURELY_THERE) < 0;
    }

    /** Whether another letter may begin while so many are under way. */
    boolean open(Pipeline pipeline) {
        int underWay = pipeline.underWay();
        boolean worn = connection.letters() + underWay >= limits.letters()
                || connection.age().compareTo(limits.age()) >= 0;
        if (batch.isEmpty() || (worn && !first)) {
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
        return filling && pipeline.awaited() < REPLIES_AT_ONCE;
    }

    /** Takes the next letter; empty when it has its outcome without a word to the relay. */
    Optional<Draft> next() {
        Position position = batch.take();
        EnvelopeCommands commands = new EnvelopeCommands(position.submission(), connection.extensions());
        position.dsnOffered(connection.extensions().offers("DSN") && !memory.dsnRefused());
        position.notOffered(commands.notOffered());
        settleWhatTheRelayCannotTake(position, commands);
        if (!position.tally().anyOpen()) {
            batch.answer(position);
            return Optional.empty();
        }
        List<Recipient> recipients = recipients(position);
        boolean dsn = commands.asksForDsn() && !memory.dsnRefused();
        boolean dsnToBeProven = dsn && !memory.dsnProven();
        boolean atOnce = !dsnToBeProven && atOnce(position, recipients);
        // asking may take its time, which is not the relay's
        connection.rest();
        if (batch.mayNotCross(position) || (atOnce && !batch.mayCross(position))) {
            position.abandon();
            batch.answer(position);
            return Optional.empty();
        }
        Transaction transaction = new Transaction(position, recipients, new DsnTrial(dsnToBeProven), begun());
        return Optional.of(new Draft(transaction, commands, dsn, atOnce));
    }

    private long begun() {
        long begun = first ? start : System.nanoTime();
        first = false;
        connection.workOn(begun);
        return begun;
    }

    /** Whether the whole letter goes in one group with its envelope. */
    private boolean atOnce(Position position, List<Recipient> recipients) {
        return pipelining
                && chunking
                && sure
                && recipients.size() <= RECIPIENTS_AT_ONCE
                && position.submission().content().size() <= ContentWriter.AT_ONCE;
    }

    private List<Recipient> recipients(Position position) {
        List<Recipient> open = position.tally().open();
        return open.subList(0, Math.min(open.size(), memory.recipients().orElse(Integer.MAX_VALUE)));
    }

    private static void settleWhatTheRelayCannotTake(Position position, EnvelopeCommands commands) {
        Tally tally = position.tally();
        commands.objectionToLetter().ifPresent(tally::settleOpen);
        tally.open()
                .forEach(recipient ->
                        commands.objectionTo(recipient).ifPresent(rejected -> tally.settle(recipient, rejected)));
    }
}
