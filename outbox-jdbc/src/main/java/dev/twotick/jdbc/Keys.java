package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Tombstone;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The tables of idempotency keys, which are the tenant's, and of tombstones, which keep them taken. */
final class Keys {
    private static final String INSERT =
            "INSERT INTO twotick_idempotency (tenant, key, letter, digest) VALUES (?, ?, ?, ?)";

    private static final String BURY = """
            INSERT INTO twotick_tombstone (letter, tenant, idempotency_key, content_digest, message_id, recipients, ended_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)""";

    private Keys() {}

    private static String tenant(SealedLetter letter) {
        return letter.terms().handling().tenant();
    }

    static void add(Transaction tx, SealedLetter letter) {
        letter.key()
                .ifPresent(key -> tx.later(
                        INSERT, tenant(letter), Json.text(key), letter.id().value(), letter.contentDigest()));
    }

    static void bury(Transaction tx, SealedLetter letter, Instant endedAt) {
        tx.later(
                BURY,
                letter.id().value(),
                tenant(letter),
                letter.key().map(Json::text),
                letter.contentDigest(),
                letter.messageId(),
                letter.envelope().recipients().size(),
                endedAt);
    }

    static Optional<Tombstone> tombstone(Transaction tx, LetterId letter) throws SQLException {
        return tx.first("SELECT * FROM twotick_tombstone WHERE letter = ?", Keys::read, letter.value());
    }

    private static Tombstone read(Row row) throws SQLException {
        return new Tombstone(
                new LetterId(row.text("letter")),
                row.text("tenant"),
                row.optionalText("idempotency_key").map(Json::readText),
                row.text("content_digest"),
                row.text("message_id"),
                (int) row.number("recipients"),
                row.instant("ended_at"));
    }

    /** Forgets a tombstone, and the key with it. */
    static void forget(Transaction tx, LetterId letter) throws SQLException {
        Optional<Tombstone> tombstone = tombstone(tx, letter);
        tombstone
                .flatMap(Tombstone::key)
                .ifPresent(key -> tx.later(
                        "DELETE FROM twotick_idempotency WHERE tenant = ? AND key = ?",
                        tombstone.get().tenant(),
                        Json.text(key)));
        tx.later("DELETE FROM twotick_tombstone WHERE letter = ?", letter.value());
    }
}
