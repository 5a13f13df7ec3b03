package dev.twotick.outbox;

import dev.twotick.confirmation.Evidence;
import dev.twotick.letter.LetterId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The events of an outbox in memory. Not thread-safe. */
final class MemoryLedger {
    private final NavigableMap<Long, Event> events = new TreeMap<>();
    private final Map<LetterId, List<Event>> ofLetter = new HashMap<>();
    private final Map<String, NavigableSet<LetterId>> ofQueueId = new HashMap<>();
    private long lastSeq;

    Event append(Instant now, LetterId letter, int recipient, EventType type, Map<Fact, String> facts) {
        Event event = new Event(++lastSeq, now, letter, recipient, type, facts);
        events.put(event.seq(), event);
        ofLetter.computeIfAbsent(letter, id -> new ArrayList<>()).add(event);
        event.fact(Fact.QUEUE_ID)
                .ifPresent(queueId -> ofQueueId
                        .computeIfAbsent(queueId, id -> new TreeSet<>(Comparator.reverseOrder()))
                        .add(letter));
        return event;
    }

    List<Event> of(LetterId letter) {
        return List.copyOf(ofLetter.getOrDefault(letter, List.of()));
    }

    List<Event> after(long seq, int limit) {
        return events.tailMap(seq, false).values().stream().limit(limit).toList();
    }

    long lastSeq() {
        return lastSeq;
    }

    List<Evidence> evidence(LetterId letter, int recipient) {
        return of(letter).stream()
                .filter(event -> event.recipient() == recipient)
                .flatMap(event -> event.evidence().stream())
                .toList();
    }

    /** Those accepted last first. */
    List<LetterId> withQueueId(String queueId, int limit) {
        return ofQueueId.getOrDefault(queueId, new TreeSet<>()).stream()
                .limit(limit)
                .toList();
    }

    void remove(LetterId letter) {
        for (Event event : of(letter)) {
            events.remove(event.seq());
            event.fact(Fact.QUEUE_ID)
                    .ifPresent(queueId -> ofQueueId.computeIfPresent(queueId, (id, letters) -> {
                        letters.remove(letter);
                        return letters.isEmpty() ? null : letters;
                    }));
        }
        ofLetter.remove(letter);
    }
}
