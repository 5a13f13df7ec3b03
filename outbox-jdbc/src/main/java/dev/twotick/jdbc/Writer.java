package dev.twotick.jdbc;

import dev.twotick.outbox.OutboxException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes all steps that are waiting, does them in one transaction and wakes their callers after
 * the commit, so that one sync of the disk serves them all. When one fails, all are done again, each in a transaction of its own,
 * so that only the guilty one fails.
 */
final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final long PATIENCE_SECONDS = 30;
    private static final long STALLED_SECONDS = 10;
    private static final long IDLE_MILLIS = 500;
    private static final int MOST_AT_ONCE = 256;
    private static final int TRIES = 4;

    private final Dialect dialect;
    private final Dialect.Companion companion;
    private final Consumer<Transaction> committed;
    private final Runnable storeFailed;
    private final LongSupplier ticks;
    private final BlockingQueue<Job<?>> waiting = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::work, "twotick-outbox-writer");
    private volatile boolean closed;
    private volatile Optional<Long> busySince = Optional.empty();
    private final Gathering gathering;
    private boolean afterFault;

    /** Whether something waited for others in vain, and nothing went well at the first try since. */
    private boolean impatient;

    private @Nullable Statements connection;

    /**
     * Makes one that is not started.
     *
     * @param committed told on the writer's thread of each transaction that was committed
     * @param storeFailed told on the writer's thread that the store has failed
     * @param ticks nanoseconds since some time
     */
    Writer(
            Dialect dialect,
            Statements connection,
            Consumer<Transaction> committed,
            Runnable storeFailed,
            LongSupplier ticks) {
        this.ticks = ticks;
        this.dialect = dialect;
        this.connection = connection;
        this.committed = committed;
        this.storeFailed = storeFailed;
        this.companion = dialect.accompany();
        this.gathering = new Gathering(dialect.gathering(), ticks);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    <T> T run(String task, Transaction.Needs needs, Transaction.Work<T> work) {
        checkAnswering(task);
        Job<T> job = new Job<>(task, needs, work);
        waiting.add(job);
        if (closed && waiting.remove(job)) {
            throw new OutboxException("cannot " + task + ": the outbox is closed");
        }
        return job.await(PATIENCE_SECONDS, dialect.place());
    }

    /** Whoever came first waits for a store that hangs; the others are told at once. */
    private void checkAnswering(String task) {
        if (isStalled()) {
            throw notAnswering(task);
        }
    }

    private OutboxException notAnswering(String task) {
        return new OutboxException("cannot " + task + ": " + dialect.place() + " has not answered for "
                + TimeUnit.NANOSECONDS.toSeconds(busyFor()) + " s; look at the disk or the server");
    }

    private boolean isStalled() {
        return busyFor() > TimeUnit.SECONDS.toNanos(STALLED_SECONDS);
    }

    private long busyFor() {
        return busySince.map(since -> ticks.getAsLong() - since).orElse(0L);
    }

    int waiting() {
        return waiting.size();
    }

    /** Even what is done about a failure may fail, the log included; the thread that all writes wait for must not end by it. */
    private void work() {
        while (!closed || !waiting.isEmpty()) {
            try {
                rounds();
            } catch (Throwable t) {
                // there is nobody left to tell it to
                connection = null;
            }
        }
        dropConnection();
    }

    private void rounds() {
        while (!closed || !waiting.isEmpty()) {
            try {
                round();
            } catch (InterruptedException e) {
                LOG.warn("somebody interrupted the writer of {}; it goes on", dialect.place());
            } catch (RuntimeException | Error e) {
                dropConnection();
                LOG.error("the writer of {} met what it should not have; it goes on", dialect.place(), e);
            }
        }
    }

    private void round() throws InterruptedException {
        List<Job<?>> batch = next();
        try {
            if (batch.isEmpty()) {
                pause();
            } else {
                run(batch);
            }
        } catch (RuntimeException | Error e) {
            batch.forEach(job -> job.fail(e));
            throw e;
        } finally {
            busySince = Optional.empty();
        }
    }

    private List<Job<?>> next() throws InterruptedException {
        List<Job<?>> batch = new ArrayList<>();
        Job<?> first = waiting.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
            batch.add(first);
            waiting.drainTo(batch, MOST_AT_ONCE - 1);
            gather(batch);
            batch.removeIf(job -> !job.take());
            // those that ask the store themselves go first, before anything is waiting to be written that they would
            // have to see
            batch.sort(Comparator.comparing(job -> job.needs().known()));
        }
        return batch;
    }

    private void gather(List<Job<?>> batch) {
        gathering.begin();
        try {
            Optional<Job<?>> next = Optional.of(batch.get(0));
            while (next.isPresent() && batch.size() < MOST_AT_ONCE) {
                long left = gathering.left(letters(batch));
                next = left > 0 ? Optional.ofNullable(waiting.poll(left, TimeUnit.NANOSECONDS)) : Optional.empty();
                next.ifPresent(batch::add);
            }
        } catch (InterruptedException e) {
            LOG.warn("somebody interrupted the writer of {}; it goes on with what has come", dialect.place());
        }
        gathering.took(letters(batch));
    }

    private static long letters(List<Job<?>> batch) {
        return batch.stream().mapToInt(job -> job.needs().arrivals().size()).sum();
    }

    /** Does what is to be done between transactions. */
    private void pause() {
        Statements open = connection;
        if (open == null) {
            return;
        }
        try {
            companion.betweenTransactions(open);
        } catch (SQLException e) {
            LOG.warn("{} could not be tended: {}", dialect.place(), dialect.reason(e));
            dropConnection();
        }
    }

    private void run(List<Job<?>> batch) {
        run(batch, TRIES);
    }

    private void run(List<Job<?>> batch, int tries) {
        Runnable told;
        if (busySince.isEmpty()) {
            // what is done again counts from the first time: whoever comes meanwhile is told at once
            busySince = Optional.of(ticks.getAsLong());
        }
        boolean again = tries < TRIES;
        try {
            told = commit(batch, again || impatient);
            impatient &= again;
        } catch (SQLException | RuntimeException | Error e) {
            failed(batch, tries, e);
            return;
        }
        if (!again) {
            // the store has answered, and whoever is told may come back at once
            busySince = Optional.of(ticks.getAsLong());
        }
        told.run();
        pause();
    }

    private void failed(List<Job<?>> batch, int tries, Throwable e) {
        afterFault |= e instanceof SQLException error && dialect.reachOf(error) == Dialect.Reach.PAST;
        dropConnection();
        boolean mayPass = e instanceof SQLException error && dialect.reachOf(error) == Dialect.Reach.MOMENT;
        boolean hopeless = isHopeless(e) || (batch.size() == 1 && (!mayPass || tries <= 1));
        impatient |= mayPass;
        // letters come last: who waits with them holds nothing yet, and among the others are leases to be renewed
        List<Job<?>> lettersLast = new ArrayList<>(batch);
        lettersLast.sort(Comparator.comparing(job -> !job.needs().arrivals().isEmpty()));
        for (Job<?> job : lettersLast) {
            if (hopeless) {
                job.fail(said(job, e));
            } else if (isStalled()) {
                job.fail(notAnswering(job.task()));
            } else {
                run(List.of(job), tries - 1);
            }
        }
    }

    private boolean isHopeless(Throwable e) {
        return e instanceof CommitFailed
                || e instanceof Error
                || (e instanceof SQLException error && concernsTheStore(dialect.reachOf(error)));
    }

    private static boolean concernsTheStore(Dialect.Reach reach) {
        return reach == Dialect.Reach.STORE || reach == Dialect.Reach.PAST;
    }

    private Throwable said(Job<?> job, Throwable e) {
        if (e instanceof SQLException error) {
            return new OutboxException("cannot " + job.task() + ": " + dialect.reason(error), error);
        }
        return e;
    }

    /** Whether a failed commit is there nevertheless cannot be told; nothing of it may be done again unasked. */
    private static final class CommitFailed extends SQLException {
        private static final long serialVersionUID = 1;

        CommitFailed(SQLException cause) {
            super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
        }
    }

    /** Gives back what tells the callers, all of them whatever happens: it is committed. */
    private Runnable commit(List<Job<?>> batch, boolean impatiently) throws SQLException {
        List<Runnable> told = new ArrayList<>();
        Transaction tx;
        companion.beforeTransaction();
        try {
            Statements sql = connection();
            Optional<String> impatience = impatiently ? dialect.impatience() : Optional.empty();
            if (impatience.isPresent()) {
                sql.execute(impatience.get());
            }
            tx = dialect.begin(
                    sql,
                    new Known(
                            sql,
                            Transaction.Needs.of(batch.stream().map(Job::needs).toList())));
            for (Job<?> job : batch) {
                told.add(job.run(tx));
            }
            tx.finish();
            commit(sql);
        } finally {
            companion.afterTransaction();
        }
        return () -> tell(tx, told);
    }

    private void tell(Transaction tx, List<Runnable> callers) {
        try {
            committed.accept(tx);
        } finally {
            callers.forEach(Runnable::run);
        }
    }

    private static void commit(Statements sql) throws SQLException {
        try {
            sql.execute("COMMIT");
        } catch (SQLException e) {
            throw new CommitFailed(e);
        }
    }

    private Statements connection() throws SQLException {
        Statements open = connection;
        if (open == null) {
            open = new Statements(dialect.connect(), dialect);
            connection = open;
        }
        if (afterFault) {
            companion.afterFault(open);
            afterFault = false;
        }
        return open;
    }

    /**
     * Rolls back by closing. After a failed commit or sync nothing that this connection holds may be trusted, so that the next
     * write begins with a new one, which reads again what is really there.
     */
    private void dropConnection() {
        Statements broken = connection;
        connection = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (SQLException e) {
                LOG.debug("closing a broken connection to {}", dialect.place(), e);
            }
        }
        if (afterFault) {
            storeFailed.run();
        }
    }

    @Override
    public void close() {
        closed = true;
        Job<Boolean> wake = new Job<>("close the outbox", Transaction.Needs.NOTHING, tx -> true);
        wake.take();
        waiting.add(wake);
        boolean interrupted = false;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        companion.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
