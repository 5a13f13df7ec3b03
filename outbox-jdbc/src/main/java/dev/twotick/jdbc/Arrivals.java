package dev.twotick.jdbc;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The ids and keys that are taken, as far as the letters that arrive in one transaction need to know. Used by one thread. */
final class Arrivals {
    private static final String IDS = """
            SELECT id FROM twotick_letter WHERE id {among texts}
            UNION ALL
            SELECT letter FROM twotick_tombstone WHERE letter {among texts}""";

    private static final String KEYS = """
            SELECT t.tenant, t.key, t.letter, t.digest
            FROM {pairs} AS p JOIN twotick_idempotency AS t ON t.tenant = p.one AND t.key = p.two""";

    private final Statements statements;
    private final Set<LetterId> asked = new HashSet<>();
    private final Set<LetterId> takenIds = new HashSet<>();
    private final Set<Key> keptByOthers = new HashSet<>();
    private final Map<Key, Keyed> takenKeys = new HashMap<>();

    Arrivals(Statements statements) {
        this.statements = statements;
    }

    /** A key as it is stored: the tenant's, in ASCII. */
    private record Key(String tenant, String text) {}

    private record Keyed(LetterId letter, String digest) {}

    private static Optional<Key> keyOf(SealedLetter letter) {
        return letter.key().map(key -> new Key(letter.terms().handling().tenant(), Json.text(key)));
    }

    private void load(SealedLetter letter) throws SQLException {
        statements.read(questions(List.of(letter)));
    }

    /** What will be asked about letters, and was not yet. */
    List<Question> questions(Collection<SealedLetter> letters) {
        List<SealedLetter> fresh =
                letters.stream().filter(letter -> asked.add(letter.id())).toList();
        if (fresh.isEmpty()) {
            return List.of();
        }
        List<Question> questions = new ArrayList<>();
        String ids = Json.list(fresh.stream().map(SealedLetter::id).toList());
        questions.add(Question.of(IDS, row -> takenIds.add(new LetterId(row.text("id"))), ids, ids));
        List<List<String>> keys = new ArrayList<>();
        fresh.forEach(letter -> keyOf(letter).ifPresent(key -> keys.add(List.of(key.tenant(), key.text()))));
        if (!keys.isEmpty()) {
            String pairs = Json.pairs(keys);
            // before the keys are looked for, so that whoever kept one until now has stored it
            statements
                    .dialect()
                    .keepingKeys()
                    .ifPresent(
                            keeping -> questions.add(Question.of(keeping, row -> keptByOthers.add(key(row)), pairs)));
            questions.add(Question.of(
                    KEYS,
                    row -> takenKeys.put(key(row), new Keyed(new LetterId(row.text("letter")), row.text("digest"))),
                    pairs));
        }
        return questions;
    }

    private static Key key(Row row) throws SQLException {
        return new Key(row.text("tenant"), row.text("key"));
    }

    /** Whether another transaction is storing a letter under this one's key, so that it cannot be told yet whether it is taken. */
    boolean keyIsKeptByOthers(SealedLetter letter) throws SQLException {
        load(letter);
        return keyOf(letter).filter(keptByOthers::contains).isPresent();
    }

    boolean idIsTaken(SealedLetter letter) throws SQLException {
        load(letter);
        return takenIds.contains(letter.id());
    }

    /** What becomes of a letter whose key is taken. */
    Optional<Acceptance> keyTaken(SealedLetter letter) throws SQLException {
        load(letter);
        return keyOf(letter)
                .map(takenKeys::get)
                .map(first -> first.digest().equals(letter.contentDigest())
                        ? new Acceptance.Known(first.letter())
                        : new Acceptance.KeyTaken(first.letter()));
    }

    /** A letter has arrived. */
    void add(SealedLetter letter) {
        takenIds.add(letter.id());
        keyOf(letter).ifPresent(key -> takenKeys.put(key, new Keyed(letter.id(), letter.contentDigest())));
    }
}
