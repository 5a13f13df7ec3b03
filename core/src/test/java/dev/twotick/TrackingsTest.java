package dev.twotick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.dispatch.Operator;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Envelope;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.Terms;
import dev.twotick.letter.WireBytes;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Futures of letters that another node works on. */
class TrackingsTest {
    private final MemoryOutbox memory = new MemoryOutbox(InstantSource.system());
    private final AtomicInteger asked = new AtomicInteger();

    private Trackings following(Outbox outbox) {
        return new Trackings(outbox, Duration.ofMillis(1));
    }

    private LetterId accept() {
        LetterId id = LetterId.create(memory.now(), new SplittableRandom());
        memory.accept(new SealedLetter(
                id,
                memory.now(),
                new Envelope(EmailAddress.of("a@corp.example"), List.of(EmailAddress.of("b@dest.example"))),
                "<" + id + "@corp.example>",
                false,
                WireBytes.of("Subject: x\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII)),
                "",
                Optional.empty(),
                id.value(),
                Map.of(),
                new Terms(Assurance.submitted().orElse(Duration.ofHours(4), OnDoubt.RESOLVE), false, Optional.empty()),
                Optional.empty()));
        return id;
    }

    /** The other node's outbox is the same, and its ledger can be followed there. */
    private Outbox withALedgerThat(Supplier<List<?>> answers) {
        return withALedgerThat(answers, id -> {});
    }

    private Outbox withALedgerThat(Supplier<List<?>> answers, Consumer<LetterId> beforeFinding) {
        return (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("events")) {
                        asked.incrementAndGet();
                        return answers.get();
                    }
                    if (method.getName().equals("find")) {
                        beforeFinding.accept((LetterId) arguments[0]);
                    }
                    try {
                        return method.invoke(memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void completesWith(Supplier<List<?>> answers) throws Exception {
        LetterId letter = accept();
        try (Trackings trackings = following(withALedgerThat(answers))) {
            CompletableFuture<Delivery> settled = trackings.when(letter, Delivery::submissionSettled);
            await().until(() -> asked.get() > 1);
            assertThat(settled).isNotDone();
            new Operator(memory, events -> {}).cancel(letter, "by another node");
            assertThat(settled.get(30, TimeUnit.SECONDS).letter().id()).isEqualTo(letter);
        }
    }

    @Test
    void completeThoughAnEventOfTheLedgerCannotBeRead() throws Exception {
        completesWith(() -> {
            throw new OutboxException("an event of a newer version");
        });
    }

    @Test
    void completeThoughTheLedgerShowsNothingNewWhileSomebodysTransactionIsOpen() throws Exception {
        completesWith(List::of);
    }

    /** However many there are: only some are looked at in each round. */
    @Test
    void areAllLookedAtThoughTheLedgerShowsNothingNew() throws Exception {
        Set<LetterId> letters = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            letters.add(accept());
        }
        Set<LetterId> looked = ConcurrentHashMap.newKeySet();
        try (Trackings trackings = following(withALedgerThat(List::of, looked::add))) {
            List<CompletableFuture<Delivery>> settled = letters.stream()
                    .map(letter -> trackings.when(letter, Delivery::submissionSettled))
                    .toList();
            await().until(() -> looked.containsAll(letters));
            int rounds = asked.get();
            await().until(() -> asked.get() > rounds + 1);
            looked.clear();
            await().untilAsserted(() -> assertThat(looked).containsAll(letters));
            assertThat(settled).noneMatch(CompletableFuture::isDone);
        }
    }

    /** The ledger tells of each step once, so nobody would look at the others for some time. */
    @Test
    void completeThoughAnotherLetterOfThePageCannotBeLookedAt() throws Exception {
        List<LetterId> letters = List.of(accept(), accept());
        Deque<List<?>> pages = new ConcurrentLinkedDeque<>();
        List<Event> ofNobodyAskedFor = List.of(new Event(
                1,
                memory.now(),
                LetterId.create(memory.now(), new SplittableRandom()),
                1,
                EventType.ACCEPTED,
                Map.of()));
        AtomicBoolean fails = new AtomicBoolean();
        Outbox outbox = withALedgerThat(
                () -> {
                    List<?> page = pages.poll();
                    fails.set(page != null);
                    return page == null ? ofNobodyAskedFor : page;
                },
                id -> {
                    if (fails.getAndSet(false)) {
                        throw new OutboxException("it is damaged");
                    }
                });
        try (Trackings trackings = following(outbox)) {
            List<CompletableFuture<Delivery>> settled = letters.stream()
                    .map(letter -> trackings.when(letter, Delivery::submissionSettled))
                    .toList();
            await().until(() -> asked.get() > 1);
            letters.forEach(letter -> new Operator(memory, events -> {}).cancel(letter, "by another node"));
            pages.add(letters.stream()
                    .map(letter -> new Event(2, memory.now(), letter, 1, EventType.CANCELLED, Map.of()))
                    .toList());
            assertThat(CompletableFuture.anyOf(settled.get(0), settled.get(1)).get(30, TimeUnit.SECONDS))
                    .isNotNull();
        }
    }

    @Test
    void completeAfterAnErrorWhileFollowing() throws Exception {
        AtomicInteger errors = new AtomicInteger();
        completesWith(() -> {
            if (errors.incrementAndGet() < 3) {
                throw new OutOfMemoryError("for a moment");
            }
            return List.of();
        });
    }
}
