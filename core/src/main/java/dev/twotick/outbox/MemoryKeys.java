package dev.twotick.outbox;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The idempotency keys of an outbox in memory, and the tombstones that keep them taken. Not thread-safe. */
final class MemoryKeys {
    private final Map<Key, Keyed> keys = new HashMap<>();
    private final Map<LetterId, Tombstone> tombstones = new TreeMap<>();

    /** Keys are the tenant's. */
    private record Key(String tenant, String value) {}

    private record Keyed(LetterId letter, String contentDigest) {}

    private static Optional<Key> keyOf(SealedLetter letter) {
        return letter.key().map(key -> new Key(letter.terms().handling().tenant(), key));
    }

    /** What becomes of a letter whose key is taken. */
    Optional<Acceptance> taken(SealedLetter letter) {
        return keyOf(letter)
                .map(keys::get)
                .map(first -> first.contentDigest().equals(letter.contentDigest())
                        ? new Acceptance.Known(first.letter())
                        : new Acceptance.KeyTaken(first.letter()));
    }

    void add(SealedLetter letter) {
        keyOf(letter).ifPresent(key -> keys.put(key, new Keyed(letter.id(), letter.contentDigest())));
    }

    void remove(SealedLetter letter) {
        keyOf(letter).ifPresent(keys::remove);
    }

    void bury(SealedLetter letter, Instant endedAt) {
        tombstones.put(
                letter.id(),
                new Tombstone(
                        letter.id(),
                        letter.terms().handling().tenant(),
                        letter.key(),
                        letter.contentDigest(),
                        letter.messageId(),
                        letter.envelope().recipients().size(),
                        endedAt));
    }

    Optional<Tombstone> tombstone(LetterId letter) {
        return Optional.ofNullable(tombstones.get(letter));
    }

    /** Removes tombstones of letters that ended at a time or before. */
    int purge(Instant cutoff, int limit) {
        List<Tombstone> old = tombstones.values().stream()
                .filter(tombstone -> !tombstone.endedAt().isAfter(cutoff))
                .limit(limit)
                .toList();
        for (Tombstone tombstone : old) {
            tombstones.remove(tombstone.letter());
            tombstone.key().ifPresent(key -> keys.remove(new Key(tombstone.tenant(), key)));
        }
        return old.size();
    }
}
