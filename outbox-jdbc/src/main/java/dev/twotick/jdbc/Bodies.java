package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables of the letters' bytes. */
final class Bodies {
    /** Letters up to this length are read together with their lease, as long as there is room. */
    static final int SMALL = 64 * 1024;

    /** The room that one claim has for them: a claim of usual letters fits in, and thousands of big ones need no more heap. */
    private static final long ROOM = 4 << 20;

    private static final Duration ABANDONED = Duration.ofHours(1);

    private static final String INSERT =
            "INSERT INTO twotick_chunk (letter, number, length, crc32c, bytes) VALUES (?, ?, ?, ?, ?)";

    private static final String FIRST = "SELECT * FROM twotick_chunk WHERE letter {among texts} AND number = 0";

    static final String SMALL_ONES = FIRST + " AND length <= " + SMALL;

    private Bodies() {}

    static void insert(Transaction tx, LetterId letter, int number, Chunk chunk) {
        tx.later(INSERT, letter.value(), number, chunk.length(), chunk.crc32c(), chunk.bytes());
    }

    /** Bytes will come for a letter that is not there yet. */
    static void expect(Transaction tx, LetterId letter) {
        tx.later("INSERT INTO twotick_upload (letter, started_at) VALUES (?, ?)", letter.value(), tx.now());
    }

    /** More bytes of an upload have come; false when it was given up meanwhile, with all that had come before. */
    static boolean goesOn(Transaction tx, LetterId letter) throws SQLException {
        return tx.update("UPDATE twotick_upload SET started_at = ? WHERE letter = ?", tx.now(), letter.value()) == 1;
    }

    /** The letter of an upload has come; false when the upload was given up meanwhile, and its bytes are gone. */
    static boolean uploaded(Transaction tx, LetterId letter) throws SQLException {
        return tx.update("DELETE FROM twotick_upload WHERE letter = ?", letter.value()) == 1;
    }

    /** Removes what was stored for letters that never came. */
    static void removeAbandoned(Transaction tx) throws SQLException {
        List<String> abandoned = tx.list(
                "SELECT letter FROM twotick_upload WHERE started_at <= ? {skip locked}",
                row -> row.text("letter"),
                tx.now().minus(ABANDONED));
        for (String letter : abandoned) {
            remove(tx, new LetterId(letter));
            uploaded(tx, new LetterId(letter));
        }
    }

    static void remove(Transaction tx, LetterId letter) throws SQLException {
        tx.update("DELETE FROM twotick_chunk WHERE letter = ?", letter.value());
    }

    static Optional<Chunk> find(Transaction tx, LetterId letter, int number) throws SQLException {
        return tx.first(
                "SELECT * FROM twotick_chunk WHERE letter = ? AND number = ?", Bodies::read, letter.value(), number);
    }

    static boolean exists(Transaction tx, LetterId letter) throws SQLException {
        return tx.first("SELECT 1 FROM twotick_chunk WHERE letter = ? AND number = 0", row -> true, letter.value())
                .isPresent();
    }

    private static Chunk read(Row row) throws SQLException {
        return new Chunk(row.bytes("bytes"), row.number("length"), row.number("crc32c"));
    }

    /** Whether there is room for all of so many letters, if they are small. */
    static boolean isRoomFor(int letters) {
        return letters <= ROOM / SMALL;
    }

    /** To read the bytes of those of the letters that are small. */
    static Question question(List<LetterId> letters, Map<LetterId, Stored> stored) {
        return Question.of(SMALL_ONES, keeper(stored), Json.list(letters));
    }

    private static Row.Reader<Boolean> keeper(Map<LetterId, Stored> stored) {
        return row -> stored.put(idOf(row), Stored.of(read(row))) == null;
    }

    /** Adds what leases of these letters need of their bytes, or why they cannot be had, to what is known already. */
    static void complete(Transaction tx, Collection<SealedLetter> letters, Map<LetterId, Stored> stored)
            throws SQLException {
        List<LetterId> small = new ArrayList<>();
        List<LetterId> big = new ArrayList<>();
        long room = ROOM;
        for (SealedLetter letter : letters) {
            long size = letter.wire().size();
            boolean fits = size <= Math.min(SMALL, room);
            room -= fits ? size : 0;
            if (!fits) {
                big.add(letter.id());
            } else if (!stored.containsKey(letter.id())) {
                small.add(letter.id());
            }
        }
        if (!small.isEmpty()) {
            tx.list(FIRST, keeper(stored), Json.list(small));
        }
        if (!big.isEmpty()) {
            String sql = """
                    SELECT letter, sum(length(bytes)) AS total FROM twotick_chunk WHERE letter {among texts} GROUP BY letter""";
            tx.list(sql, row -> stored.put(idOf(row), Stored.of(row.number("total"))), Json.list(big));
        }
    }

    private static LetterId idOf(Row row) throws SQLException {
        return new LetterId(row.text("letter"));
    }

    /**
     * What is stored of a letter.
     *
     * @param length how many bytes
     * @param bytes all of them, of a small letter that there was room for
     */
    record Stored(long length, Optional<Chunk> bytes) {
        static Stored of(Chunk chunk) {
            return new Stored(chunk.bytes().length, Optional.of(chunk));
        }

        static Stored of(long length) {
            return new Stored(length, Optional.empty());
        }

        /**
         * Checks that it is what a letter needs.
         *
         * @throws IOException when it is not
         */
        void check(long size) throws IOException {
            if (length != size) {
                throw new IOException("damaged: " + length + " bytes are there, " + size + " were stored");
            }
            if (bytes.isPresent()) {
                bytes.get().check();
            }
        }
    }
}
