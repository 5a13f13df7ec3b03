package dev.twotick.dispatch;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.RecipientView;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The letters that claims ask for, each read once for all claims of a batch. A letter whose rows are damaged must not keep a
 * source from going on for ever: the third failure with it, while the outbox answers otherwise, counts as its own fault. A shelf
 * is used by one thread; the failures are shared by all.
 */
final class LetterShelf {
    private static final Logger LOG = LoggerFactory.getLogger(LetterShelf.class);
    private static final int CAPACITY = 64;
    private static final int MOST_ANSWERS = 1000;
    private static final int FAILURES = 3;

    private final Outbox outbox;
    private final Failures failures;
    private final Map<LetterId, Optional<OnShelf>> letters = recentlyUsed(CAPACITY);
    private final Map<String, Optional<LetterId>> byMessageId = recentlyUsed(MOST_ANSWERS);
    private final Map<String, List<LetterId>> byQueueId = recentlyUsed(MOST_ANSWERS);
    private final Map<LetterId, Boolean> purged = recentlyUsed(MOST_ANSWERS);

    LetterShelf(Outbox outbox, Failures failures) {
        this.outbox = outbox;
        this.failures = failures;
    }

    /** A letter as it stood when it was taken from the outbox. */
    record OnShelf(Delivery delivery, Map<String, Integer> numbers, Map<Integer, List<Event>> named) {
        static OnShelf of(Delivery delivery) {
            Map<Integer, List<Event>> named = delivery.events().stream()
                    .filter(event -> event.fact(Fact.QUEUE_ID).isPresent())
                    .collect(Collectors.groupingBy(Event::recipient));
            Map<String, Integer> numbers = new HashMap<>();
            List<EmailAddress> recipients = delivery.letter().envelope().recipients();
            for (int i = 0; i < recipients.size(); i++) {
                numbers.putIfAbsent(recipients.get(i).canonical(), i + 1);
            }
            return new OnShelf(delivery, numbers, named);
        }

        /** When relays told this name of the letter for a recipient. */
        List<Instant> toldQueueId(int recipient, String queueId) {
            return named.getOrDefault(recipient, List.of()).stream()
                    .filter(event -> event.fact(Fact.QUEUE_ID).equals(Optional.of(queueId)))
                    .map(Event::at)
                    .toList();
        }

        SealedLetter letter() {
            return delivery.letter();
        }

        List<EmailAddress> recipients() {
            return letter().envelope().recipients();
        }

        RecipientView recipient(int number) {
            return delivery.recipients().get(number - 1);
        }
    }

    /** How often each letter could not be read; thread-safe. */
    static final class Failures {
        private final Map<LetterId, Integer> counts = new ConcurrentHashMap<>();

        boolean isOwnFault(LetterId letter) {
            if (counts.size() > MOST_ANSWERS) {
                counts.clear();
            }
            return counts.merge(letter, 1, Integer::sum) >= FAILURES;
        }

        void forget(LetterId letter) {
            counts.remove(letter);
        }
    }

    private static <K, V> Map<K, V> recentlyUsed(int capacity) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > capacity;
            }
        };
    }

    /**
     * A letter; empty for one that is unknown.
     *
     * @throws UnreadableLetterException when its rows are damaged
     * @throws OutboxException when the outbox cannot be read just now
     */
    Optional<OnShelf> letter(LetterId id) throws UnreadableLetterException {
        Optional<OnShelf> known = letters.get(id);
        if (known == null) {
            known = read(id);
            letters.put(id, known);
        }
        return known;
    }

    private Optional<OnShelf> read(LetterId id) throws UnreadableLetterException {
        try {
            return outbox.find(id).map(OnShelf::of);
        } catch (OutboxException e) {
            throw judged(id, e);
        }
    }

    /**
     * Tells whose fault it is that something could not be done with a letter.
     *
     * @return what says that the letter is damaged
     * @throws OutboxException when that is not sure: it is to be tried again
     */
    UnreadableLetterException judged(LetterId id, OutboxException failure) {
        outbox.lastSeq();
        if (!failures.isOwnFault(id)) {
            throw failure;
        }
        LOG.error("letter {}: its rows are damaged, so what comes back about it is put aside", id, failure);
        return new UnreadableLetterException(id, failure);
    }

    /** Nothing is wrong with it. */
    void well(LetterId id) {
        failures.forget(id);
    }

    boolean isPurged(LetterId id) {
        return answer(purged, id, letter -> outbox.tombstone(letter).isPresent());
    }

    Optional<LetterId> byMessageId(String messageId) {
        return answer(byMessageId, messageId, outbox::findByMessageId);
    }

    List<LetterId> byQueueId(String queueId) {
        return answer(byQueueId, queueId, outbox::findByQueueId);
    }

    private static <Q, T> T answer(Map<Q, T> known, Q question, Function<Q, T> ask) {
        T answer = known.get(question);
        if (answer == null) {
            answer = ask.apply(question);
            known.put(question, answer);
        }
        return answer;
    }
}
