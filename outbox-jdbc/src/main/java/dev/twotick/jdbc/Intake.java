package dev.twotick.jdbc;

import dev.twotick.letter.Handling;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.OutboxException;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Takes letters in: all of a letter, or nothing. The bytes of a big one are stored before it, part by part. */
final class Intake {
    private static final long PATIENCE = Duration.ofSeconds(2).toNanos();
    private static final long PAUSE = Duration.ofMillis(10).toNanos();

    private Intake() {}

    /** What is done with each part of a letter's bytes, in order. */
    @FunctionalInterface
    interface Parts {
        void take(int number, Chunk chunk) throws SQLException;
    }

    /** Whether the bytes are to be stored before the letter. */
    static boolean isBig(SealedLetter letter) {
        return letter.wire().size() > Chunk.MOST;
    }

    /**
     * Reads the bytes of a letter that is to be stored, never more than a part at once.
     *
     * @throws OutboxException when they cannot be read, or are not as many as was said
     */
    static void read(SealedLetter letter, Parts parts) throws SQLException {
        long length = 0;
        try (InputStream in = letter.wire().open()) {
            byte[] part = in.readNBytes(Chunk.MOST);
            for (int number = 0;
                    number == 0 || (part.length > 0 && length <= letter.wire().size());
                    number++) {
                parts.take(number, Chunk.of(part));
                length += part.length;
                part = in.readNBytes(Chunk.MOST);
            }
        } catch (IOException e) {
            throw new OutboxException("cannot accept letter " + letter.id() + ": its bytes cannot be read", e);
        }
        if (length != letter.wire().size()) {
            throw new OutboxException("cannot accept letter " + letter.id() + ": it has another length" + " than the "
                    + letter.wire().size() + " bytes that it says");
        }
    }

    /** All the bytes of a letter that is not big. */
    static Chunk whole(SealedLetter letter) {
        List<Chunk> parts = new ArrayList<>();
        try {
            read(letter, (number, chunk) -> parts.add(chunk));
        } catch (SQLException e) {
            throw new IllegalStateException("nothing is written here", e);
        }
        return parts.get(0);
    }

    /**
     * That a letter is to be leased as it is stored.
     *
     * @param letter as its lease is to have it
     * @param ttl how long the lease lasts
     */
    record AtOnce(SealedLetter letter, Duration ttl) {}

    /**
     * Stores a letter that is to wait for a claim, with its bytes unless they are there already.
     *
     * @return empty, with nothing stored, while another transaction is storing one under its key
     */
    static Optional<Acceptance> accept(Transaction tx, SealedLetter letter, Optional<Chunk> bytes) throws SQLException {
        return accept(tx, letter, bytes, Optional.empty());
    }

    /** The same for a letter that may be leased at once. */
    static Optional<Acceptance> accept(
            Transaction tx, SealedLetter letter, Optional<Chunk> bytes, Optional<AtOnce> atOnce) throws SQLException {
        if (tx.arrivals().keyIsKeptByOthers(letter)) {
            return Optional.empty();
        }
        Optional<Acceptance> taken = tx.arrivals().keyTaken(letter);
        if (taken.isPresent()) {
            if (bytes.isEmpty()) {
                discard(tx, letter);
            }
            return taken;
        }
        checkId(tx, letter);
        if (bytes.isEmpty()) {
            checkUpload(letter, Bodies.uploaded(tx, letter.id()));
        }
        tx.arrivals().add(letter);
        Letters.insert(tx, letter);
        Keys.add(tx, letter);
        bytes.ifPresent(all -> Bodies.insert(tx, letter.id(), 0, all));
        Purge.expect(tx, letter);
        return Optional.of(insertItems(tx, letter, atOnce));
    }

    /**
     * Tries until no other transaction keeps the letter's key.
     *
     * @throws OutboxException when that takes too long
     */
    static Acceptance untilDone(SealedLetter letter, Attempt attempt) throws SQLException {
        long end = System.nanoTime() + PATIENCE;
        Optional<Acceptance> acceptance = attempt.run();
        while (acceptance.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(PAUSE);
            acceptance = attempt.run();
        }
        return acceptance.orElseThrow(() -> new OutboxException("cannot accept letter " + letter.id()
                + ": another transaction is storing one under its idempotency key and has not ended; try again later"));
    }

    /** One try to store a letter. */
    @FunctionalInterface
    interface Attempt {
        Optional<Acceptance> run() throws SQLException;
    }

    /** Stores a part of a big letter that will follow. */
    static boolean upload(Transaction tx, SealedLetter letter, int number, Chunk chunk) throws SQLException {
        if (number == 0) {
            checkId(tx, letter);
            discard(tx, letter);
            Bodies.expect(tx, letter.id());
        } else {
            checkUpload(letter, Bodies.goesOn(tx, letter.id()));
        }
        Bodies.insert(tx, letter.id(), number, chunk);
        return true;
    }

    private static void checkId(Transaction tx, SealedLetter letter) throws SQLException {
        if (tx.arrivals().idIsTaken(letter)) {
            throw new OutboxException("a letter with the id " + letter.id() + " is there already; send it again");
        }
    }

    private static void checkUpload(SealedLetter letter, boolean isThere) {
        if (!isThere) {
            throw new OutboxException(
                    "cannot accept letter " + letter.id() + ": the parts of it that were stored before"
                            + " were removed meanwhile, since nothing more had come for an hour; send it again");
        }
    }

    /** Removes parts that were stored before a letter that did not come. */
    private static void discard(Transaction tx, SealedLetter letter) throws SQLException {
        Bodies.remove(tx, letter.id());
        Bodies.uploaded(tx, letter.id());
    }

    private static Acceptance insertItems(Transaction tx, SealedLetter letter, Optional<AtOnce> atOnce)
            throws SQLException {
        List<Item> all = Item.allOf(letter).stream()
                .filter(item ->
                        item.number() != Item.SENT_COPY || letter.terms().sentCopy())
                .toList();
        List<Item> due = all.stream()
                .filter(item -> atOnce.isPresent() && item.isDue(Desk.SUBMISSION, tx.now()))
                .toList();
        all.stream()
                .filter(item -> !due.contains(item))
                .forEach(item -> tx.add(item, letter.terms().handling()));
        List<Event> events = new ArrayList<>();
        for (Item item : all) {
            if (item.number() != Item.SENT_COPY) {
                events.add(Ledger.append(tx, letter.id(), item.number(), EventType.ACCEPTED, Map.of()));
            }
        }
        Optional<Lease> lease = due.isEmpty() ? Optional.empty() : Optional.of(lease(tx, atOnce.get(), due));
        return new Acceptance.Accepted(events, lease);
    }

    private static Lease lease(Transaction tx, AtOnce atOnce, List<Item> due) throws SQLException {
        SealedLetter letter = atOnce.letter();
        Handling handling = letter.terms().handling();
        return Leasing.lease(tx, Desk.SUBMISSION, atOnce.ttl(), letter, due, held -> tx.add(held, handling));
    }
}
