package dev.twotick.smtp;

import dev.twotick.smtp.Opened.Failed;
import dev.twotick.smtp.SmtpExchange.Ending;
import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionBatch;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.Transport;

/** Carries submissions to one relay, over connections that are kept for the next ones. Thread-safe. */
final class SmtpTransport implements Transport {
    /** For how many letters to ask together before their ends leave, where the window is not wider. */
    private static final int INTENTS_AT_ONCE = 4;

    /** So many connections in a row may be lost before any letter came to its end. */
    private static final int FRUITLESS = 2;

    private static final String FAILED_BEFORE = "the relay failed with the letters before this one of the batch";

    private final Watchdog watchdog = new Watchdog();
    private final RelayMemory memory = new RelayMemory(System::nanoTime);
    private final ConnectionLimits limits;
    private final ConnectionPool pool;

    SmtpTransport(SmtpSettings settings) {
        this.limits = settings.limits();
        SmtpConnector connector = new SmtpConnector(settings, watchdog);
        this.pool = new ConnectionPool(
                connector, watchdog, limits, settings.timeouts().total());
    }

    @Override
    public SubmissionOutcome submit(Submission submission, PointOfNoReturn pointOfNoReturn) {
        LoneSubmission lone = new LoneSubmission(submission, pointOfNoReturn);
        submit(lone);
        return lone.outcome();
    }

    @Override
    public void submit(SubmissionBatch source) {
        Batch batch = new Batch(source, Math.max(limits.window(), INTENTS_AT_ONCE));
        int fruitless = 0;
        boolean anew = false;
        while (!batch.isEmpty()) {
            Opened opened = pool.take(anew);
            if (opened instanceof Failed failed) {
                batch.answerAll(failed);
                return;
            }
            Round round = submit((Opened.Ready) opened, batch);
            anew = round.ending() != Ending.AT_REST;
            fruitless = round.concluded() > 0 ? 0 : fruitless + 1;
            if (round.ending() == Ending.TIMED_OUT || fruitless == FRUITLESS) {
                batch.giveUp(FAILED_BEFORE);
            }
        }
    }

    /** What became of a connection, and how many letters came to their end on it. */
    private record Round(Ending ending, int concluded) {}

    private Round submit(Opened.Ready opened, Batch batch) {
        SmtpConnection connection = opened.connection();
        boolean parked = false;
        try (SmtpExchange exchange = new SmtpExchange(connection, batch, limits, memory, opened.since())) {
            Ending ending = exchange.run();
            if (ending == Ending.AT_REST) {
                parked = true;
                pool.park(connection);
            }
            return new Round(ending, exchange.concluded());
        } finally {
            if (!parked) {
                pool.drop(connection);
            }
        }
    }

    @Override
    public void close() {
        pool.close();
        watchdog.close();
    }
}
