package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance.Accepted;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class WriterTest {
    @TempDir
    Path directory;

    private final Samples samples = new Samples(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Faulty sqlite;
    private Transactions transactions;

    /** SQLite that counts its connections, its writing transactions, and those that were to wait briefly. */
    private static final class Faulty extends Sqlite {
        private final AtomicInteger connections = new AtomicInteger();
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger madeSafe = new AtomicInteger();
        private final AtomicInteger impatient = new AtomicInteger();
        private Duration gathering = Duration.ZERO;
        private boolean mayPass;

        Faulty(Path file) {
            super(new SqliteFile(file), Sqlite.PATIENCE, InstantSource.system());
        }

        @Override
        public Reach reachOf(SQLException error) {
            return mayPass ? Reach.MOMENT : super.reachOf(error);
        }

        @Override
        public Optional<String> impatience() {
            impatient.incrementAndGet();
            return Optional.empty();
        }

        @Override
        public Companion accompany() {
            Companion companion = super.accompany();
            return new Companion() {
                @Override
                public void beforeTransaction() throws SQLException {
                    companion.beforeTransaction();
                }

                @Override
                public void afterTransaction() {
                    companion.afterTransaction();
                }

                @Override
                public void afterFault(Statements sql) throws SQLException {
                    companion.afterFault(sql);
                    madeSafe.incrementAndGet();
                }

                @Override
                public void close() {
                    companion.close();
                }
            };
        }

        @Override
        public Duration gathering() {
            return gathering;
        }

        @Override
        public Connection connect() throws SQLException {
            connections.incrementAndGet();
            return super.connect();
        }

        @Override
        public Transaction begin(Statements sql, Known known) throws SQLException {
            begun.incrementAndGet();
            return super.begin(sql, known);
        }
    }

    @BeforeEach
    void open() {
        sqlite = new Faulty(new OutboxFile(directory).path());
        transactions = Transactions.open(sqlite, true);
    }

    @AfterEach
    void close() {
        transactions.close();
        threads.shutdownNow();
    }

    private boolean store(Transaction tx) throws SQLException {
        SealedLetter letter = samples.letter(Instant.EPOCH);
        return Intake.accept(tx, letter, Optional.of(Intake.whole(letter))).orElseThrow() instanceof Accepted;
    }

    private long stored() {
        return transactions.read(
                "count", tx -> tx.only("SELECT count(*) AS n FROM twotick_letter", row -> row.number("n")));
    }

    /** Has steps wait for each other, so that they are done in one transaction. */
    private <T> List<Future<T>> together(List<Transaction.Work<T>> steps) throws Exception {
        return together(steps, () -> {});
    }

    private <T> List<Future<T>> together(List<Transaction.Work<T>> steps, Runnable meanwhile) throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        Future<Boolean> first = threads.submit(() -> transactions.write("hold", tx -> {
            running.countDown();
            return opened(held);
        }));
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        List<Future<T>> all = new ArrayList<>();
        for (Transaction.Work<T> step : steps) {
            all.add(threads.submit(() -> transactions.write("step", step)));
        }
        await().until(() -> transactions.waiting() == steps.size());
        meanwhile.run();
        held.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS)).isTrue();
        return all;
    }

    private static boolean opened(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void stepsThatWaitTogetherShareACommit() throws Exception {
        List<Transaction.Work<Boolean>> steps = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            steps.add(this::store);
        }
        int before = sqlite.begun.get();

        for (Future<Boolean> step : together(steps)) {
            assertThat(step.get(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(sqlite.begun.get() - before)
                .as("one for the holder, one for the ten")
                .isEqualTo(2);
        assertThat(stored()).isEqualTo(10);
    }

    private Future<Boolean> send() {
        SealedLetter letter = samples.letter(Instant.EPOCH);
        return threads.submit(() -> transactions.write(
                "send",
                Transaction.Needs.arrival(letter),
                tx -> Intake.accept(tx, letter, Optional.of(Intake.whole(letter)))
                                .orElseThrow()
                        instanceof Accepted));
    }

    @Test
    void sendersWhoComeBackTogetherShareACommitAgain() throws Exception {
        transactions.close();
        sqlite.gathering = Duration.ofSeconds(20);
        transactions = Transactions.open(sqlite, true);
        CountDownLatch held = new CountDownLatch(1);
        Future<Boolean> holder = threads.submit(() -> transactions.write("hold", tx -> opened(held)));
        await().until(() -> sqlite.begun.get() > 0 && transactions.waiting() == 0);
        List<Future<Boolean>> sent = new ArrayList<>(List.of(send(), send()));
        await().until(() -> transactions.waiting() == 2);
        held.countDown();
        for (Future<Boolean> each : sent) {
            assertThat(each.get(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(holder.get(30, TimeUnit.SECONDS)).isTrue();
        int before = sqlite.begun.get();

        Future<Boolean> first = send();
        await().until(() -> transactions.waiting() == 0);
        assertThat(first.isDone()).as("it waits for the other one").isFalse();
        Future<Boolean> second = send();

        assertThat(first.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(second.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(sqlite.begun.get() - before).isEqualTo(1);
    }

    @Test
    void whatComesBackAboutALetterThatIsRemovedInTheSameCommitIsNotKept() throws Exception {
        SealedLetter letter = samples.letter(Instant.EPOCH);
        ItemKey key = new ItemKey(letter.id(), 1);
        Evidence late = new Evidence(
                "late",
                letter.id(),
                1,
                EvidenceLevel.DELIVERED,
                "dsn",
                Trust.PLAUSIBLE,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        transactions.write("accept", tx -> Intake.accept(tx, letter, Optional.of(Intake.whole(letter))));

        List<Event> told = transactions.write("remove and tell", Transaction.Needs.items(List.of(key)), tx -> {
            Letters.remove(tx, letter.id());
            return Proofs.add(tx, List.of(late));
        });

        assertThat(told).isEmpty();
        String rows = "SELECT (SELECT count(*) FROM twotick_event) + (SELECT count(*) FROM twotick_evidence) AS n";
        long left = transactions.read("count", tx -> tx.only(rows, row -> row.number("n")));
        assertThat(left).isZero();
    }

    @Test
    void aStepThatFailsDoesNotFailTheOthers() throws Exception {
        List<Future<Boolean>> steps = together(List.of(
                this::store,
                tx -> {
                    store(tx);
                    throw new IllegalStateException("no legal step");
                },
                this::store,
                tx -> {
                    store(tx);
                    return tx.update("INSERT INTO twotick_store (one) VALUES (1)") == 1;
                }));

        assertThat(steps.get(0).get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(steps.get(2).get(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> steps.get(1).get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no legal step");
        assertThatThrownBy(() -> steps.get(3).get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(OutboxException.class);
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void anErrorOfTheDiskFailsEverythingOnceAndIsNotTrustedAfterwards() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        int connections = sqlite.connections.get();
        List<Future<Boolean>> steps = together(List.of(this::store, tx -> {
            runs.incrementAndGet();
            throw new SQLiteException("fsync", SQLiteErrorCode.SQLITE_IOERR_FSYNC);
        }));

        for (Future<Boolean> step : steps) {
            assertThatThrownBy(() -> step.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(OutboxException.class)
                    .hasMessageContaining("reported an error");
        }
        assertThat(runs).hasValue(1);
        assertThat(stored()).isZero();

        assertThat(transactions.write("step", this::store)).isTrue();
        assertThat(sqlite.connections.get()).isGreaterThan(connections);
        assertThat(sqlite.madeSafe).as("before anything was added").hasValue(1);
        assertThat(stored()).isEqualTo(1);
        assertThat(transactions.write("step", this::store)).isTrue();
        assertThat(sqlite.madeSafe).hasValue(1);
    }

    /**
     * What waits for others in vain is not waited for again and again: those behind it have a lease to renew. They hear of the store, and
     * not of what somebody else asked for.
     */
    @Test
    void afterTenSecondsOfTryingAgainTheRestIsToldInsteadOfTried() throws Exception {
        AtomicLong now = new AtomicLong();
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        sqlite.mayPass = true;
        try (Writer writer = writer(tx -> {}, () -> {}, now::get)) {
            writer.start();
            Future<Boolean> holder = threads.submit(() -> writer.run("hold", Transaction.Needs.NOTHING, tx -> {
                running.countDown();
                return opened(held);
            }));
            assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
            Future<Boolean> guilty = threads.submit(() -> writer.run("do wrong", Transaction.Needs.NOTHING, tx -> {
                throw new IllegalStateException("no legal step");
            }));
            await().until(() -> writer.waiting() == 1);
            List<Future<Boolean>> steps = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                steps.add(threads.submit(() -> writer.run("step", Transaction.Needs.NOTHING, tx -> {
                    runs.incrementAndGet();
                    now.addAndGet(TimeUnit.SECONDS.toNanos(3));
                    throw new SQLiteException("locked", SQLiteErrorCode.SQLITE_LOCKED);
                })));
            }
            await().until(() -> writer.waiting() == steps.size() + 1);
            held.countDown();

            assertThat(holder.get(30, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> guilty.get(30, TimeUnit.SECONDS)).hasMessageContaining("no legal step");
            for (Future<Boolean> step : steps) {
                assertThatThrownBy(() -> step.get(30, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(OutboxException.class)
                        .hasMessageContaining("cannot step")
                        .hasMessageNotContaining("no legal step");
            }
            assertThat(runs.get()).isBetween(4, 5);
        }
    }

    @Test
    void afterAWaitInVainNobodyWaitsLongUntilSomethingGoesWellAtTheFirstTry() {
        sqlite.mayPass = true;
        AtomicInteger runs = new AtomicInteger();
        assertThat(transactions.write("step", this::store)).isTrue();
        assertThat(sqlite.impatient).hasValue(0);

        boolean atLast = transactions.write("step", tx -> {
            if (runs.incrementAndGet() == 1) {
                throw new SQLiteException("locked", SQLiteErrorCode.SQLITE_LOCKED);
            }
            return store(tx);
        });
        assertThat(atLast).isTrue();
        assertThat(sqlite.impatient).as("at the second try").hasValue(1);

        assertThat(transactions.write("step", this::store)).isTrue();
        assertThat(sqlite.impatient).as("after nothing but a second try").hasValue(2);

        assertThat(transactions.write("step", this::store)).isTrue();
        assertThat(sqlite.impatient).hasValue(2);
    }

    /** Whoever waits with a letter holds nothing yet, and the others may have a lease to renew. */
    @Test
    void whatIsDoneAgainIsDoneImpatientlyAndLettersComeLast() throws Exception {
        Transaction.Needs letter = Transaction.Needs.arrival(samples.letter(Instant.EPOCH));
        Transaction.Needs item = Transaction.Needs.items(List.of(new ItemKey(new LetterId("1c3c3es06ccrh76o"), 1)));
        List<String> done = new CopyOnWriteArrayList<>();
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        List<Future<Boolean>> all = new ArrayList<>();
        all.add(threads.submit(() -> transactions.write("hold", tx -> {
            running.countDown();
            return opened(held);
        })));
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        for (Transaction.Needs needs : List.of(letter, item, letter, item)) {
            int before = transactions.waiting();
            all.add(threads.submit(() -> transactions.write("step", needs, tx -> {
                if (runs.incrementAndGet() == 1) {
                    throw new IllegalStateException("no legal step, together with others");
                }
                return done.add(needs.arrivals().isEmpty() ? "renewed" : "sent");
            })));
            await().until(() -> transactions.waiting() == before + 1);
        }
        held.countDown();
        for (Future<Boolean> each : all) {
            assertThat(each.get(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(done).containsExactly("renewed", "renewed", "sent", "sent");
        assertThat(sqlite.impatient).hasValue(4);
    }

    private Writer writer(Consumer<Transaction> committed, Runnable storeFailed, LongSupplier ticks)
            throws SQLException {
        return new Writer(sqlite, new Statements(sqlite.connect(), sqlite), committed, storeFailed, ticks);
    }

    @Test
    void goesOnEvenIfWhatIsDoneAboutAFailureFails() throws Exception {
        Writer writer = writer(
                tx -> {},
                () -> {
                    throw new IllegalStateException("the pool is in a state");
                },
                System::nanoTime);
        try (writer) {
            writer.start();
            assertThatThrownBy(() -> writer.run("step", Transaction.Needs.NOTHING, tx -> {
                        throw new SQLiteException("fsync", SQLiteErrorCode.SQLITE_IOERR_FSYNC);
                    }))
                    .hasMessageContaining("the pool is in a state");

            assertThat(writer.run("step", Transaction.Needs.NOTHING, this::store))
                    .isTrue();
        }
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void whatIsCommittedIsToldEvenIfNobodyCanKeepCount() throws Exception {
        Writer writer = writer(
                tx -> {
                    throw new IllegalStateException("lost count");
                },
                () -> {},
                System::nanoTime);
        try (writer) {
            writer.start();
            assertThat(writer.run("step", Transaction.Needs.NOTHING, this::store))
                    .isTrue();
            assertThat(writer.run("step", Transaction.Needs.NOTHING, this::store))
                    .isTrue();
        }
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void anInterruptNeitherCutsNorDoublesAStep() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        AtomicReference<Thread> caller = new AtomicReference<>();
        Future<Boolean> step = threads.submit(() -> {
            caller.set(Thread.currentThread());
            boolean done = transactions.write("step", tx -> opened(held) && store(tx));
            return done && Thread.interrupted();
        });
        await().until(() -> caller.get() != null && caller.get().getState() == Thread.State.TIMED_WAITING);

        caller.get().interrupt();
        held.countDown();

        assertThat(step.get(30, TimeUnit.SECONDS))
                .as("done, and the interrupt kept")
                .isTrue();
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void whatWaitsAtTheCloseIsStillDone() throws Exception {
        List<Transaction.Work<Boolean>> steps = List.of(this::store, this::store);
        List<Future<Boolean>> all = together(steps, () -> threads.execute(transactions::close));

        for (Future<Boolean> step : all) {
            assertThat(step.get(30, TimeUnit.SECONDS)).isTrue();
        }
        transactions.close();
        assertThatThrownBy(() -> transactions.write("step", this::store))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("is closed");
        try (Outbox again = JdbcOutbox.open(new OutboxFile(directory).url())) {
            assertThat(again.lastSeq()).isPositive();
        }
    }

    @Test
    void whileOneTransactionDoesNotEndTheOthersAreRefusedAtOnce() throws Exception {
        AtomicLong ticks = new AtomicLong();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        try (Writer writer = writer(committed -> {}, () -> {}, ticks::get)) {
            writer.start();
            Future<Boolean> first = threads.submit(() -> writer.run("hold", Transaction.Needs.NOTHING, tx -> {
                running.countDown();
                return opened(held);
            }));
            assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
            ticks.addAndGet(TimeUnit.SECONDS.toNanos(11));

            assertThatThrownBy(() -> writer.run("accept a letter", Transaction.Needs.NOTHING, tx -> true))
                    .isInstanceOf(OutboxException.class)
                    .hasMessageStartingWith("cannot accept a letter: ")
                    .hasMessageContaining("has not answered for 11 s");
            assertThat(writer.waiting()).as("nothing of it is left to be done").isZero();

            held.countDown();
            assertThat(first.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(writer.run("accept a letter", Transaction.Needs.NOTHING, this::store))
                    .isTrue();
        }
    }
}
