package dev.twotick.jdbc;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.Evidence;
import dev.twotick.jdbc.Transaction.Needs;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Enlistment;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.ItemState;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Retention;
import dev.twotick.outbox.Stocktake;
import dev.twotick.outbox.Tombstone;
import dev.twotick.outbox.Transition;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An outbox in SQLite or PostgreSQL. Every step is done whole or not at all, those that come together share a transaction, and what a method has returned survives the end of the process and
 * the loss of power, as far as the disk keeps what it says it has written.
 *
 * {@snippet :
 * try (Outbox outbox = JdbcOutbox.open("jdbc:sqlite:outbox.db")) {
 *     outbox.accept(letter);
 * }
 * }
 *
 * <p>Several processes may share one SQLite file on a local disk, several nodes one database of PostgreSQL. Thread-safe; a write
 * waits at most 30 seconds for its turn, and as long for its end. All times that it gives are whole milliseconds.
 */
public final class JdbcOutbox implements Outbox {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final int SAME_QUEUE_ID = 10;

    private final Transactions transactions;
    private final Letters letters;
    private final Deliveries deliveries;
    private final Leasing leasing;
    private final Holding holding;
    private final Steps steps;
    private final Purge purge;
    private final StateCheck states;
    private final Enlisted enlisted;

    private JdbcOutbox(Transactions transactions) {
        this.transactions = transactions;
        this.letters = new Letters(transactions);
        this.deliveries = new Deliveries(letters);
        this.steps = new Steps(letters);
        this.leasing = new Leasing(letters, steps, transactions.lanes());
        this.holding = new Holding(steps);
        this.purge = new Purge(letters);
        this.states = new StateCheck(transactions, steps);
        String name = transactions.read(
                "read the outbox's name", tx -> tx.only("SELECT name FROM twotick_store", row -> row.text("name")));
        this.enlisted = new Enlisted(transactions.dialect(), name);
    }

    /**
     * Opens an outbox, and makes it if it is not there.
     *
     * @param url {@code jdbc:sqlite:} and the name of a file in a directory that exists, or {@code jdbc:postgresql://…}
     * @return the outbox, to be closed by the caller
     * @throws OutboxException when it cannot be opened, says what to look at
     */
    public static JdbcOutbox open(String url) {
        return open(JdbcSettings.of(url));
    }

    /**
     * Opens an outbox by its store's clock: the server's, or for SQLite, which has none, this host's as it was at its start, carried
     * on evenly.
     *
     * @param settings how
     * @return the outbox, to be closed by the caller
     * @throws OutboxException when it cannot be opened, says what to look at
     */
    public static JdbcOutbox open(JdbcSettings settings) {
        Dialect dialect = dialect(settings, new PostgresClock(), new SqliteClock(HostTime.here()));
        return open(dialect, settings.migrate());
    }

    /**
     * Opens an outbox by a given clock, which all its nodes must share.
     *
     * @param settings how
     * @param clock the time
     * @return the outbox, to be closed by the caller
     * @throws OutboxException when it cannot be opened, says what to look at
     */
    public static JdbcOutbox open(JdbcSettings settings, InstantSource clock) {
        return open(dialect(settings, PostgresClock.of(clock), SqliteClock.of(clock)), settings.migrate());
    }

    private static Dialect dialect(JdbcSettings settings, PostgresClock server, SqliteClock host) {
        if (settings.url().startsWith(POSTGRESQL)) {
            return new Postgres(settings, server);
        }
        if (!settings.url().startsWith(SQLITE)) {
            throw new OutboxException("an outbox is kept in SQLite or PostgreSQL; outbox.url must begin with " + SQLITE
                    + " or " + POSTGRESQL + "//");
        }
        return new Sqlite(SqliteFile.of(settings.url()), Sqlite.PATIENCE, host, settings.acceptsLostLetters());
    }

    static JdbcOutbox open(Dialect dialect, boolean migrate) {
        Transactions transactions = Transactions.open(dialect, migrate);
        try {
            return new JdbcOutbox(transactions);
        } catch (RuntimeException e) {
            transactions.close();
            throw e;
        }
    }

    @Override
    public Instant now() {
        return transactions.now();
    }

    @Override
    public boolean durable() {
        return true;
    }

    /** The bytes of a big letter are made durable before it, part by part, so that others are not kept waiting. */
    @Override
    public Acceptance accept(SealedLetter letter) {
        return accept(letter, Optional.empty());
    }

    /** A letter whose bytes a claim would not read together with it is left to a claim. */
    @Override
    public Acceptance acceptAndLease(SealedLetter letter, Duration ttl) {
        return accept(letter, letter.wire().size() > Bodies.SMALL ? Optional.empty() : Optional.of(ttl));
    }

    private Acceptance accept(SealedLetter letter, Optional<Duration> ttl) {
        String task = "accept letter " + letter.id();
        Optional<Chunk> bytes = Intake.isBig(letter) ? Optional.empty() : Optional.of(Intake.whole(letter));
        Optional<Intake.AtOnce> atOnce = ttl.map(time -> new Intake.AtOnce(letters.beingStored(letter, bytes), time));
        try {
            if (bytes.isEmpty()) {
                Intake.read(
                        letter,
                        (number, chunk) -> transactions.write(task, tx -> Intake.upload(tx, letter, number, chunk)));
            }
            return Intake.untilDone(
                    letter,
                    () -> transactions.write(
                            task, Needs.arrival(letter), tx -> Intake.accept(tx, letter, bytes, atOnce)));
        } catch (SQLException e) {
            throw new OutboxException("cannot " + task, e);
        }
    }

    @Override
    public Acceptance accept(SealedLetter letter, Enlistment enlistment) {
        return enlistment instanceof JdbcEnlistment jdbc
                ? enlisted.accept(letter, jdbc.connection())
                : Outbox.super.accept(letter, enlistment);
    }

    @Override
    public List<Lease> lease(Desk desk, int maxLetters, int maxItems, Duration ttl) {
        Leasing.Wish wish = new Leasing.Wish(desk, maxLetters, maxItems, ttl);
        return transactions.write("lease", tx -> leasing.lease(tx, wish));
    }

    @Override
    public boolean renew(Lease lease, Duration ttl) {
        return transactions.write(
                task("renew the lease of", lease), Needs.items(ItemKey.of(lease)), tx -> holding.renew(tx, lease, ttl));
    }

    @Override
    public boolean intend(Lease lease, List<Integer> items) {
        return intendAll(List.of(new Intent(lease, items))).get(0);
    }

    @Override
    public List<Boolean> intendAll(List<Intent> intents) {
        if (intents.isEmpty()) {
            return List.of();
        }
        return transactions.write(
                task("record the intent for", intents.get(0).lease()),
                Needs.items(Holding.keysOfIntents(intents)),
                tx -> holding.intend(tx, intents));
    }

    @Override
    public Optional<List<Event>> record(Lease lease, List<Transition> steps) {
        return recordAll(List.of(new Outcome(lease, steps))).get(0);
    }

    @Override
    public List<Optional<List<Event>>> recordAll(List<Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return List.of();
        }
        return transactions.write(
                task("record the outcome of", outcomes.get(0).lease()),
                Needs.items(Holding.keysOfOutcomes(outcomes)),
                tx -> holding.record(tx, outcomes));
    }

    private static String task(String what, Lease lease) {
        return what + " letter " + lease.letter().id();
    }

    @Override
    public Optional<List<Event>> settle(LetterId letter, ItemState expected, Transition step) {
        return transactions.write(
                "settle letter " + letter,
                Needs.items(Steps.keys(letter, List.of(step))),
                tx -> steps.settle(tx, letter, expected, step));
    }

    @Override
    public List<Event> recover(int limit) {
        List<Event> events = new ArrayList<>(transactions.write("recover leases", tx -> leasing.recover(tx, limit)));
        events.addAll(states.next());
        return events;
    }

    @Override
    public List<Event> addEvidence(Evidence evidence) {
        return addEvidence(List.of(evidence));
    }

    @Override
    public List<Event> addEvidence(List<Evidence> evidence) {
        if (evidence.isEmpty()) {
            return List.of();
        }
        return transactions.write(
                "record evidence on letter " + evidence.get(0).letter(),
                Needs.items(Proofs.keysOf(evidence)),
                tx -> Proofs.add(tx, evidence));
    }

    @Override
    public boolean keepUnmatched(Claim claim, Instant at) {
        return transactions.write("keep an unmatched receipt", tx -> Proofs.keepUnmatched(tx, claim, at));
    }

    @Override
    public List<Event> markOverdue(int limit) {
        return transactions.write("mark what is overdue", tx -> Proofs.markOverdue(tx, limit));
    }

    @Override
    public Optional<Delivery> find(LetterId letter) {
        return transactions.read("read letter " + letter, tx -> deliveries.find(tx, letter));
    }

    @Override
    public Optional<LetterId> findByMessageId(String messageId) {
        List<LetterId> bearers = transactions.read("look for a Message-ID", tx -> Letters.withMessageId(tx, messageId));
        return bearers.size() == 1 ? Optional.of(bearers.get(0)) : Optional.empty();
    }

    @Override
    public List<Delivery> list(DeliveryQuery query) {
        return transactions.read("list letters", tx -> deliveries.list(tx, query));
    }

    @Override
    public List<Event> events(long afterSeq, int limit) {
        return transactions.read("read the ledger", tx -> Ledger.after(tx, afterSeq, limit));
    }

    @Override
    public long lastSeq() {
        return transactions.read("read the ledger", Ledger::last);
    }

    @Override
    public Stocktake stocktake() {
        return transactions.read("count", Counts::take);
    }

    @Override
    public List<LetterId> findByQueueId(String queueId) {
        return transactions.read("look for a queue id", tx -> Ledger.withQueueId(tx, queueId, SAME_QUEUE_ID));
    }

    @Override
    public long backlog() {
        return transactions.backlog().size();
    }

    @Override
    public Optional<Tombstone> tombstone(LetterId letter) {
        return transactions.read("look for a tombstone", tx -> Keys.tombstone(tx, letter));
    }

    @Override
    public int purge(Retention retention, int limit) {
        return transactions.write("purge", tx -> purge.run(tx, retention, limit));
    }

    @Override
    public Optional<String> watermark(String name) {
        return transactions.read("read a watermark", tx -> Proofs.watermark(tx, name));
    }

    @Override
    public void watermark(String name, String value) {
        transactions.write("move a watermark", tx -> Proofs.remember(tx, name, value));
    }

    @Override
    public void close() {
        transactions.close();
    }
}
