package dev.twotick.jdbc;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.Assurance.Reach;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Envelope;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.Terms;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.OutboxException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The table of letters. A row never changes. */
final class Letters {
    private static final String INSERT = """
            INSERT INTO letter (id, accepted_at, sender, recipients, message_id, own_message_id, bcc_fields,
                idempotency_key, content_digest, tags, reach, proof_within, on_doubt, sent_copy, receipt_address,
                size, eight_bit, utf8_headers)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String MATCHING = """
            SELECT letter.* FROM letter
            WHERE letter.id > ? AND EXISTS (
                SELECT 1 FROM item
                WHERE item.letter = letter.id AND item.number > 0
                    AND item.state = coalesce(?, item.state)
                    AND item.confirmation = coalesce(?, item.confirmation)
                    AND item.overdue >= ?)
            ORDER BY letter.id LIMIT ?""";

    private final Transactions transactions;

    /** The transactions are those in which the bytes are read, when they are opened. */
    Letters(Transactions transactions) {
        this.transactions = transactions;
    }

    /** What an idempotency key stands for. */
    record Keyed(LetterId id, String contentDigest) {}

    static Optional<Keyed> findByKey(Transaction tx, String key) throws SQLException {
        return tx.first(
                "SELECT id, content_digest FROM letter WHERE idempotency_key = ?",
                row -> new Keyed(new LetterId(row.text("id")), row.text("content_digest")),
                key);
    }

    static boolean exists(Transaction tx, LetterId id) throws SQLException {
        return tx.first("SELECT 1 FROM letter WHERE id = ?", row -> true, id.value())
                .isPresent();
    }

    static boolean wantsSentCopy(Transaction tx, LetterId id) throws SQLException {
        return tx.only("SELECT sent_copy FROM letter WHERE id = ?", row -> row.flag("sent_copy"), id.value());
    }

    /** The letters that bear a Message-ID, two at most. */
    static List<LetterId> withMessageId(Transaction tx, String messageId) throws SQLException {
        return tx.list(
                "SELECT id FROM letter WHERE message_id = ? LIMIT 2", row -> new LetterId(row.text("id")), messageId);
    }

    static void insert(Transaction tx, SealedLetter letter) throws SQLException {
        Assurance assurance = letter.terms().assurance();
        tx.update(
                INSERT,
                letter.id().value(),
                letter.acceptedAt(),
                letter.envelope().sender().value(),
                Json.list(letter.envelope().recipients()),
                letter.messageId(),
                letter.ownMessageId(),
                letter.bccFields(),
                letter.key(),
                letter.contentDigest(),
                Json.object(letter.tags()),
                assurance.reach().word(),
                assurance.deadline().map(Duration::toString),
                assurance.onDoubt().map(OnDoubt::name),
                letter.terms().sentCopy(),
                letter.terms().receiptAddress().map(EmailAddress::value),
                letter.wire().size(),
                letter.wire().eightBit(),
                letter.wire().utf8Headers());
    }

    /**
     * Reads one letter.
     *
     * @throws OutboxException when its row is damaged
     */
    Optional<SealedLetter> find(Transaction tx, LetterId id) throws SQLException {
        return tx.first("SELECT * FROM letter WHERE id = ?", this::read, id.value());
    }

    /**
     * Reads the letters that a query asks for, in the order of their ids, which is that of their acceptance. One that cannot be
     * read is passed over.
     */
    List<SealedLetter> list(Transaction tx, DeliveryQuery query) throws SQLException {
        return Legible.list(
                tx,
                MATCHING,
                this::read,
                query.limit(),
                query.after().map(LetterId::value).orElse(""),
                query.submission().map(Enum::name),
                query.confirmation().map(Enum::name),
                query.overdueOnly());
    }

    private SealedLetter read(Row row) throws SQLException {
        String id = row.text("id");
        try {
            LetterId letter = new LetterId(id);
            return new SealedLetter(
                    letter,
                    row.instant("accepted_at"),
                    envelope(row),
                    row.text("message_id"),
                    row.flag("own_message_id"),
                    new StoredBytes(
                            transactions, letter, row.number("size"), row.flag("eight_bit"), row.flag("utf8_headers")),
                    row.text("bcc_fields"),
                    row.optionalText("idempotency_key"),
                    row.text("content_digest"),
                    Json.readObject(row.text("tags")),
                    terms(row));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new OutboxException(
                    "the stored letter " + id + " cannot be read: it is damaged, or a newer version wrote it", e);
        }
    }

    private static Envelope envelope(Row row) throws SQLException {
        return new Envelope(
                EmailAddress.of(row.text("sender")),
                Json.readList(row.text("recipients")).stream()
                        .map(EmailAddress::of)
                        .toList());
    }

    private static Terms terms(Row row) throws SQLException {
        String reach = row.text("reach");
        Assurance assurance = new Assurance(
                Reach.ofWord(reach).orElseThrow(() -> new IllegalArgumentException("unknown reach " + reach)),
                row.optionalText("proof_within").map(Duration::parse),
                row.optionalText("on_doubt").map(OnDoubt::valueOf));
        return new Terms(
                assurance,
                row.flag("sent_copy"),
                row.optionalText("receipt_address").map(EmailAddress::of));
    }
}
