package dev.twotick.outbox;

import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.WireBytes;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Removes what an outbox in memory has kept long enough. Not thread-safe. */
final class MemoryPurge {
    private final MemoryShelf shelf;
    private final MemoryLedger ledger;
    private final MemoryKeys keys;

    MemoryPurge(MemoryShelf shelf, MemoryLedger ledger, MemoryKeys keys) {
        this.shelf = shelf;
        this.ledger = ledger;
        this.keys = keys;
    }

    int run(Retention retention, Instant now, int limit) {
        int purged = removeBodies(now.minus(retention.bodies()), limit);
        purged += bury(now.minus(retention.letters()), limit - purged);
        return purged + keys.purge(now.minus(retention.tombstones()), limit - purged);
    }

    private int removeBodies(Instant cutoff, int limit) {
        List<SealedLetter> old = endedBy(cutoff)
                .filter(letter -> letter.wire().available())
                .limit(limit)
                .toList();
        old.forEach(letter -> shelf.replace(withoutBytes(letter)));
        return old.size();
    }

    private int bury(Instant cutoff, int limit) {
        List<SealedLetter> old = endedBy(cutoff).limit(limit).toList();
        for (SealedLetter letter : old) {
            keys.bury(letter, Item.endOf(shelf.items(letter.id())).orElseThrow());
            remove(letter);
        }
        return old.size();
    }

    /** Removes everything but the key. */
    void remove(SealedLetter letter) {
        shelf.remove(letter);
        ledger.remove(letter.id());
    }

    private Stream<SealedLetter> endedBy(Instant cutoff) {
        return shelf.letters().stream()
                .filter(letter -> Item.endOf(shelf.items(letter.id()))
                        .filter(end -> !end.isAfter(cutoff))
                        .isPresent());
    }

    private static SealedLetter withoutBytes(SealedLetter letter) {
        WireBytes wire = letter.wire();
        return letter.withWire(new RemovedBytes(letter.id(), wire.size(), wire.eightBit(), wire.utf8Headers()));
    }
}
