package dev.twotick.jdbc;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.Assurance.Reach;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Envelope;
import dev.twotick.letter.Handling;
import dev.twotick.letter.Handling.DeliverBy;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.Terms;
import dev.twotick.letter.WireBytes;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.OutboxException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of letters. A row never changes. */
final class Letters {
    private static final String INSERT = """
            INSERT INTO twotick_letter (id, accepted_at, sender, recipients, message_id, own_message_id, bcc_fields,
                idempotency_key, content_digest, tags, reach, proof_within, on_doubt, sent_copy, receipt_address,
                tenant, priority, not_before, require_tls, deliver_by, return_late, release_at,
                size, eight_bit, utf8_headers, token_key)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    static final String BY_ID = "SELECT * FROM twotick_letter WHERE id {among texts}";

    private static final String MATCHING = """
            SELECT letter.* FROM twotick_letter AS letter
            WHERE letter.id > ? AND EXISTS (
                SELECT 1 FROM twotick_item AS item
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

    /** The letters that bear a Message-ID, two at most. */
    static List<LetterId> withMessageId(Transaction tx, String messageId) throws SQLException {
        return tx.list(
                "SELECT id FROM twotick_letter WHERE message_id = ? LIMIT 2",
                row -> new LetterId(row.text("id")),
                messageId);
    }

    static void insert(Transaction tx, SealedLetter letter) {
        Assurance assurance = letter.terms().assurance();
        Handling handling = letter.terms().handling();
        tx.later(
                INSERT,
                letter.id().value(),
                letter.acceptedAt(),
                letter.envelope().sender().value(),
                Json.list(letter.envelope().recipients()),
                letter.messageId(),
                letter.ownMessageId(),
                letter.bccFields(),
                letter.key().map(Json::text),
                letter.contentDigest(),
                Json.object(letter.tags()),
                assurance.reach().word(),
                assurance.deadline().map(Duration::toString),
                assurance.onDoubt().map(OnDoubt::name),
                letter.terms().sentCopy(),
                letter.terms().receiptAddress().map(EmailAddress::value),
                handling.tenant(),
                handling.priority(),
                handling.notBefore(),
                handling.requireTls(),
                handling.deliverBy().map(limit -> limit.within().toString()),
                handling.deliverBy().map(DeliverBy::orReturn).orElse(false),
                handling.releaseAt(),
                letter.wire().size(),
                letter.wire().eightBit(),
                letter.wire().utf8Headers(),
                letter.tokenKey());
    }

    /** Removes everything about letters but their bytes and keys. */
    static void remove(Transaction tx, LetterId letter) throws SQLException {
        List<Optional<String>> queueIds = tx.list(
                "SELECT DISTINCT facts FROM twotick_event WHERE letter = ? AND facts LIKE '%\"queueId\"%'",
                row -> Optional.ofNullable(Ledger.facts(row.text("facts")).get(Fact.QUEUE_ID)), letter.value());
        for (Optional<String> queueId : queueIds) {
            queueId.ifPresent(id ->
                    tx.later("DELETE FROM twotick_queue_id WHERE queue_id = ? AND letter = ?", id, letter.value()));
        }
        for (String table : List.of("evidence", "event", "item")) {
            tx.later("DELETE FROM twotick_" + table + " WHERE letter = ?", letter.value());
        }
        tx.later("DELETE FROM twotick_letter WHERE id = ?", letter.value());
        tx.gone(letter);
    }

    /**
     * Reads one letter.
     *
     * @throws OutboxException when its row is damaged
     */
    Optional<SealedLetter> find(Transaction tx, LetterId id) throws SQLException {
        return tx.first("SELECT * FROM twotick_letter WHERE id = ?", this::read, id.value());
    }

    /** To read several letters. */
    Question question(List<LetterId> ids, Found found) {
        return Question.of(
                BY_ID,
                row -> {
                    LetterId id = new LetterId(row.text("id"));
                    try {
                        return found.letters().put(id, read(row));
                    } catch (OutboxException e) {
                        return found.damaged().put(id, e);
                    }
                },
                Json.list(ids));
    }

    /**
     * Some letters.
     *
     * @param letters those that could be read
     * @param damaged those that could not, and why
     */
    record Found(Map<LetterId, SealedLetter> letters, Map<LetterId, OutboxException> damaged) {
        /** None yet. */
        static Found none() {
            return new Found(new HashMap<>(), new HashMap<>());
        }
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

    /** A letter that is being stored, as it will be read from the store, with its bytes at hand, if they are. */
    SealedLetter beingStored(SealedLetter letter, Optional<Chunk> bytes) {
        WireBytes wire = letter.wire();
        StoredBytes stored =
                new StoredBytes(transactions, letter.id(), wire.size(), wire.eightBit(), wire.utf8Headers());
        return letter.withWire(stored.with(bytes));
    }

    /** The same letter with its bytes at hand, if they are. */
    static SealedLetter with(SealedLetter letter, Optional<Chunk> bytes) {
        return letter.wire() instanceof StoredBytes stored ? letter.withWire(stored.with(bytes)) : letter;
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
                    row.optionalText("idempotency_key").map(Json::readText),
                    row.text("content_digest"),
                    Json.readObject(row.text("tags")),
                    terms(row),
                    row.optionalInt("token_key"));
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
                row.optionalText("receipt_address").map(EmailAddress::of),
                handling(row));
    }

    private static Handling handling(Row row) throws SQLException {
        boolean orReturn = row.flag("return_late");
        return new Handling(
                row.text("tenant"),
                (int) row.number("priority"),
                row.optionalInstant("not_before"),
                row.flag("require_tls"),
                row.optionalText("deliver_by").map(within -> new DeliverBy(Duration.parse(within), orReturn)),
                row.optionalInstant("release_at"));
    }
}
