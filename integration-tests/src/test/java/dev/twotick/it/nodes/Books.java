package dev.twotick.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.ReceivedLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was asked for and what was promised, to be compared with the outbox and with the relay's own ledger. */
final class Books {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Set<String> asked = new LinkedHashSet<>();
    private final Map<String, LetterId> promised = new LinkedHashMap<>();

    /** Has a node send a letter. */
    void send(Node node, String key) {
        asked.add(key);
        node.tell("send " + key);
    }

    /** Takes down what a node has promised. */
    void hear(Node node) {
        for (String line : node.said()) {
            if (line.startsWith("accepted ")) {
                String[] words = line.split(" ", -1);
                LetterId id = new LetterId(words[2]);
                assertThat(promised.getOrDefault(words[1], id)).as(words[1]).isEqualTo(id);
                promised.put(words[1], id);
            }
        }
    }

    /** Those that nobody has promised yet. */
    List<String> open() {
        return asked.stream().filter(key -> !promised.containsKey(key)).toList();
    }

    /** Sends again, with the same keys, whatever was not promised, until it is. */
    void insist(Node node) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            hear(node);
            open().forEach(key -> send(node, key));
            return open().isEmpty();
        });
    }

    /** Waits until nothing more happens by itself. */
    static void awaitRest(Outbox outbox) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> all(outbox).stream().allMatch(Delivery::submissionSettled));
    }

    private static List<Delivery> all(Outbox outbox) {
        List<Delivery> all = new ArrayList<>();
        List<Delivery> page = outbox.list(DeliveryQuery.ALL);
        while (!page.isEmpty()) {
            all.addAll(page);
            LetterId last = page.get(page.size() - 1).letter().id();
            page = outbox.list(new DeliveryQuery(Optional.empty(), Optional.empty(), false, Optional.of(last), 1000));
        }
        return all;
    }

    /** Nothing is lost, nothing is doubled without leave, and the figures are those of the relay's own ledger. */
    void agreeWith(Outbox outbox, Collection<ReceivedLetter> taken) {
        Map<String, List<ReceivedLetter>> copies = new LinkedHashMap<>();
        taken.forEach(letter -> copies.computeIfAbsent(letter.header("Subject").orElse(""), key -> new ArrayList<>())
                .add(letter));
        List<Delivery> letters = all(outbox);
        assertThat(letters)
                .extracting(letter -> letter.letter().key().orElseThrow())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(asked);
        for (Delivery letter : letters) {
            String key = letter.letter().key().orElseThrow();
            assertThat(letter.letter().id()).as(key).isEqualTo(promised.get(key));
            agree(letter, copies.getOrDefault(key, List.of()));
        }
    }

    private static void agree(Delivery letter, List<ReceivedLetter> copies) {
        String key = letter.letter().key().orElseThrow();
        RecipientView ann = letter.recipients().get(0);
        long permitted = letter.events().stream()
                .filter(event -> event.type() == EventType.RETRIED)
                .count();
        assertThat(copies).as("copies of %s, %s", key, letter.events()).hasSizeLessThanOrEqualTo(1 + (int) permitted);
        assertThat(copies.stream().map(ReceivedLetter::text).distinct().count())
                .as("different copies of %s", key)
                .isLessThanOrEqualTo(1);
        assertThat(ann.submission()).as(key).isIn(SubmissionState.SUBMITTED, SubmissionState.HELD);
        if (ann.submission() == SubmissionState.HELD) {
            assertThat(ann.doubts() > 0 || lostItsWorkers(letter))
                    .as("%s is held after a doubt, or after its third lost worker; %s", key, letter.events())
                    .isTrue();
        }
        if (ann.submission() == SubmissionState.SUBMITTED) {
            assertThat(copies)
                    .as("copies of %s, which is told as submitted", key)
                    .isNotEmpty();
        }
        if (ann.doubts() == 0 && ann.submission() == SubmissionState.SUBMITTED) {
            assertThat(copies).as(key).hasSize(1);
        }
        everyDoubtIsSettledAsThePolicySays(letter, NodeProgram.policyOf(key));
    }

    /** A proof may settle it at any time; what a policy does is done in its own time, and once. */
    private static void everyDoubtIsSettledAsThePolicySays(Delivery letter, OnDoubt policy) {
        String story = policy + " " + letter.events();
        int doubts = 0;
        Optional<Instant> since = Optional.empty();
        for (Event event : letter.events()) {
            switch (event.type()) {
                case IN_DOUBT -> {
                    doubts++;
                    since = Optional.of(event.at());
                }
                case RETRIED -> {
                    assertThat(policy).as(story).isNotEqualTo(OnDoubt.HOLD);
                    assertThat(doubts).as(story).isEqualTo(1);
                    assertThat(since).as(story).isPresent();
                    awaitedItsTime(policy, since.orElseThrow(), event.at(), story);
                    since = Optional.empty();
                }
                case HELD -> {
                    if (since.isPresent()) {
                        assertThat(policy == OnDoubt.HOLD || doubts > 1)
                                .as(story)
                                .isTrue();
                        awaitedItsTime(policy, since.get(), event.at(), story);
                    }
                    since = Optional.empty();
                }
                default -> {
                    // neither a doubt nor a policy's answer to one
                }
            }
        }
    }

    private static void awaitedItsTime(OnDoubt policy, Instant since, Instant at, String story) {
        if (policy != OnDoubt.RETRY) {
            assertThat(Duration.between(since, at)).as(story).isGreaterThanOrEqualTo(NodeProgram.DOUBT_WINDOW);
        }
    }

    /** Letters that were struck so often between the dot and the record of its outcome, each of which has left a doubt. */
    void haveDoubts(Outbox outbox, Map<String, Integer> struck) {
        struck.forEach((key, times) -> {
            List<Event> events = outbox.find(promised.get(key)).orElseThrow().events();
            assertThat(events.stream().filter(event -> event.type() == EventType.IN_DOUBT))
                    .as("doubts of %s, %s", key, events)
                    .hasSizeGreaterThanOrEqualTo(times);
        });
    }

    /** A letter that three workers in a row were lost with may have ended them. */
    private static boolean lostItsWorkers(Delivery letter) {
        List<EventType> steps = letter.events().stream()
                .map(Event::type)
                .filter(type -> type == EventType.RECOVERED || type == EventType.HELD)
                .toList();
        int end = steps.size() - 1;
        return end >= 3 && steps.subList(end - 3, end).equals(Collections.nCopies(3, EventType.RECOVERED));
    }

    /** How many letters were asked for. */
    int size() {
        return asked.size();
    }
}
