package dev.twotick;

import dev.twotick.dispatch.TwotickListener;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes the futures of {@link Tracking}: at once for what this process writes, and by looking again and again for what
 * other nodes write to the same outbox. Only letters whose futures were asked for and are not complete cost anything.
 */
final class Trackings implements TwotickListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Trackings.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final Outbox outbox;
    private final Map<LetterId, List<Waiting>> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looking;

    private record Waiting(Predicate<Delivery> condition, CompletableFuture<Delivery> future) {}

    Trackings(Outbox outbox) {
        this.outbox = outbox;
        this.looking = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "twotick-trackings");
            thread.setDaemon(true);
            return thread;
        });
        var unused = looking.scheduleWithFixedDelay(
                this::lookAtAll, LOOK_AGAIN.toMillis(), LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    Delivery find(LetterId id) {
        return outbox.find(id).orElseThrow(() -> new OutboxException("there is no letter " + id + " in the outbox"));
    }

    Optional<Tracking> track(LetterId id) {
        return outbox.find(id).map(delivery -> new Tracking(id, this));
    }

    CompletableFuture<Delivery> when(LetterId id, Predicate<Delivery> condition) {
        Waiting one = new Waiting(condition, new CompletableFuture<>());
        waiting.computeIfAbsent(id, letter -> new CopyOnWriteArrayList<>()).add(one);
        look(id);
        return one.future();
    }

    @Override
    public void onEvent(Event event) {
        look(event.letter());
    }

    private void lookAtAll() {
        waiting.keySet().forEach(this::look);
    }

    private void look(LetterId id) {
        List<Waiting> those = waiting.get(id);
        if (those == null) {
            return;
        }
        try {
            outbox.find(id).ifPresent(delivery -> complete(id, those, delivery));
        } catch (OutboxException e) {
            LOG.debug("letter {}: cannot be looked at now; it is tried again", id, e);
        }
    }

    private void complete(LetterId id, List<Waiting> those, Delivery delivery) {
        List<Waiting> over =
                those.stream().filter(one -> one.condition().test(delivery)).toList();
        those.removeAll(over);
        over.forEach(one -> one.future().complete(delivery));
        waiting.computeIfPresent(id, (letter, left) -> left.isEmpty() ? null : left);
    }

    @Override
    public void close() {
        looking.shutdownNow();
        waiting.values()
                .forEach(those -> those.forEach(one -> one.future()
                        .completeExceptionally(
                                new CancellationException("Twotick was closed; track the letter again"))));
        waiting.clear();
    }
}
