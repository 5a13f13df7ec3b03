package dev.twotick.jdbc;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.Evidence;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.ItemState;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Retention;
import dev.twotick.outbox.Stocktake;
import dev.twotick.outbox.Tombstone;
import dev.twotick.outbox.Transition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * An outbox in a database. Every step is one transaction, and what a method has returned survives the end of the process and
 * the loss of power, as far as the disk keeps what it says it has written.
 *
 * {@snippet :
 * try (Outbox outbox = JdbcOutbox.open("jdbc:sqlite:outbox.db")) {
 *     outbox.accept(letter);
 * }
 * }
 *
 * <p>Several processes may share one SQLite file on a local disk. Thread-safe; a write waits at most 30 seconds for its turn
 * and then for another process at most 10 seconds. All times that it gives are whole milliseconds.
 */
public final class JdbcOutbox implements Outbox {
    private static final String SQLITE = "jdbc:sqlite:";

    private final Transactions transactions;
    private final Deliveries deliveries;
    private final Leasing leasing;

    private JdbcOutbox(Transactions transactions) {
        this.transactions = transactions;
        Letters letters = new Letters(transactions);
        this.deliveries = new Deliveries(letters);
        this.leasing = new Leasing(letters);
    }

    /**
     * Opens an outbox by the system's clock, and makes it if it is not there.
     *
     * @param url {@code jdbc:sqlite:} and the name of a file in a directory that exists
     * @return the outbox, to be closed by the caller
     * @throws OutboxException when it cannot be opened, says what to look at
     */
    public static JdbcOutbox open(String url) {
        return open(url, InstantSource.system());
    }

    /**
     * Opens an outbox by a given clock. SQLite has no clock of its own: processes that share a file must run on one host.
     *
     * @param url as for {@link #open(String)}
     * @param clock the time
     * @return the outbox, to be closed by the caller
     * @throws OutboxException when it cannot be opened, says what to look at
     */
    public static JdbcOutbox open(String url, InstantSource clock) {
        if (!url.startsWith(SQLITE)) {
            throw new OutboxException(
                    "this version keeps its outbox in SQLite only; outbox.url must begin with " + SQLITE);
        }
        return open(new Sqlite(SqliteFile.of(url), Sqlite.PATIENCE), clock);
    }

    static JdbcOutbox open(Dialect dialect, InstantSource clock) {
        return new JdbcOutbox(Transactions.open(dialect, clock));
    }

    @Override
    public Instant now() {
        return transactions.now();
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public Acceptance accept(SealedLetter letter) {
        Body body = Body.of(letter);
        return transactions.write("accept letter " + letter.id(), tx -> Intake.accept(tx, letter, body));
    }

    @Override
    public List<Lease> lease(Desk desk, int maxLetters, int maxItems, Duration ttl) {
        return transactions.write("lease", tx -> leasing.lease(tx, desk, maxLetters, maxItems, ttl));
    }

    @Override
    public boolean renew(Lease lease, Duration ttl) {
        return transactions.write(task("renew the lease of", lease), tx -> Leasing.renew(tx, lease, ttl));
    }

    @Override
    public boolean intend(Lease lease, List<Integer> items) {
        return transactions.write(task("record the intent for", lease), tx -> Leasing.intend(tx, lease, items));
    }

    @Override
    public Optional<List<Event>> record(Lease lease, List<Transition> steps) {
        return transactions.write(task("record the outcome of", lease), tx -> Leasing.record(tx, lease, steps));
    }

    private static String task(String what, Lease lease) {
        return what + " letter " + lease.letter().id();
    }

    @Override
    public Optional<List<Event>> settle(LetterId letter, ItemState expected, Transition step) {
        return transactions.write("settle letter " + letter, tx -> Steps.settle(tx, letter, expected, step));
    }

    @Override
    public List<Event> recover(int limit) {
        return transactions.write("recover leases", tx -> Leasing.recover(tx, limit));
    }

    @Override
    public List<Event> addEvidence(Evidence evidence) {
        return transactions.write("record evidence on letter " + evidence.letter(), tx -> Proofs.add(tx, evidence));
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
        return transactions.read(
                "look for a queue id",
                tx -> tx.list(
                        "SELECT DISTINCT letter FROM event WHERE facts ->> 'queueId' = ? ORDER BY letter DESC LIMIT 10",
                        row -> new LetterId(row.text("letter")),
                        queueId));
    }

    @Override
    public long backlog() {
        return transactions.read(
                "count what waits",
                tx -> tx.only(
                        "SELECT count(*) AS items FROM item WHERE ready_for = 'SUBMISSION'",
                        row -> row.number("items")));
    }

    @Override
    public Optional<Tombstone> tombstone(LetterId letter) {
        return Optional.empty();
    }

    @Override
    public int purge(Retention retention, int limit) {
        return 0;
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
