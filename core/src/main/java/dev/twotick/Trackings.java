package dev.twotick;

import dev.twotick.dispatch.TwotickListener;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes the futures of {@link Tracking}: at once for what this process writes, and by following the ledger for what other
 * nodes write to the same outbox. Only letters whose futures were asked for and are not complete cost anything. All other state is
 * touched by one thread only, which also runs what depends on the futures.
 */
final class Trackings implements TwotickListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Trackings.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final int PAGE = 1000;

    /** About ten seconds. */
    private static final int ROUNDS_OF_PATIENCE = 20;

    private static final int LOOKS_IN_A_ROUND = 20;

    private final Outbox outbox;
    private final Map<LetterId, List<Waiting>> waiting = new HashMap<>();
    private final Set<LetterId> asked = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread;
    private long followed = -1;
    private final Deque<LetterId> unchanged = new ArrayDeque<>();
    private int roundsWithoutNews;

    private record Waiting(Predicate<Delivery> condition, CompletableFuture<Delivery> future) {}

    Trackings(Outbox outbox) {
        this(outbox, LOOK_AGAIN);
    }

    Trackings(Outbox outbox, Duration lookAgain) {
        this.outbox = outbox;
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, "twotick-trackings");
            made.setDaemon(true);
            return made;
        });
        var unused = thread.scheduleWithFixedDelay(
                () -> guarded(this::follow), lookAgain.toMillis(), lookAgain.toMillis(), TimeUnit.MILLISECONDS);
    }

    Delivery find(LetterId id) {
        return outbox.find(id).orElseThrow(() -> unknown(id));
    }

    private static OutboxException unknown(LetterId id) {
        return new OutboxException("there is no letter " + id + " in the outbox");
    }

    Optional<Tracking> track(LetterId id) {
        return outbox.find(id).map(delivery -> new Tracking(id, this));
    }

    CompletableFuture<Delivery> when(LetterId id, Predicate<Delivery> condition) {
        CompletableFuture<Delivery> future = new CompletableFuture<>();
        asked.add(id);
        boolean begun = run(() -> {
            asked.add(id);
            waiting.computeIfAbsent(id, letter -> new ArrayList<>()).add(new Waiting(condition, future));
            look(id);
        });
        if (!begun) {
            future.completeExceptionally(closed());
        }
        return future;
    }

    @Override
    public void onEvent(Event event) {
        // what nobody waits for does not pile up behind a slow dependent
        if (asked.contains(event.letter())) {
            run(() -> look(event.letter()));
        }
    }

    private boolean run(Runnable work) {
        try {
            thread.execute(() -> guarded(work));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            // thrown on, it would end the following for good
            LOG.warn("letters that are tracked cannot be looked at now; it is tried again", e);
        }
    }

    /**
     * Reads what is new in the ledger, whoever wrote it, and looks at the letters it is about. When it shows nothing new for some time,
     * all that are waited for are looked at by and by: an event may be there that cannot be read, or a transaction that somebody has
     * left open.
     */
    private void follow() {
        if (waiting.isEmpty()) {
            followed = -1;
            return;
        }
        if (++roundsWithoutNews > ROUNDS_OF_PATIENCE) {
            lookAtSome();
        }
        Set<LetterId> changed = new HashSet<>();
        if (followed < 0) {
            followed = outbox.lastSeq();
            changed.addAll(waiting.keySet());
        }
        List<Event> page;
        do {
            page = outbox.events(followed, PAGE);
            page.forEach(event -> changed.add(event.letter()));
            roundsWithoutNews = page.isEmpty() ? roundsWithoutNews : 0;
            followed = page.isEmpty() ? followed : page.get(page.size() - 1).seq();
        } while (page.size() == PAGE);
        changed.forEach(id -> guarded(() -> look(id)));
    }

    private void lookAtSome() {
        if (unchanged.isEmpty()) {
            unchanged.addAll(waiting.keySet());
        }
        for (int i = 0; i < LOOKS_IN_A_ROUND && !unchanged.isEmpty(); i++) {
            LetterId id = unchanged.remove();
            guarded(() -> look(id));
        }
    }

    private void look(LetterId id) {
        List<Waiting> those = waiting.get(id);
        if (those == null) {
            return;
        }
        Optional<Delivery> delivery = outbox.find(id);
        if (delivery.isEmpty()) {
            forget(id);
            those.forEach(one -> one.future().completeExceptionally(unknown(id)));
            return;
        }
        List<Waiting> over = those.stream()
                .filter(one -> one.condition().test(delivery.get()))
                .toList();
        those.removeAll(over);
        if (those.isEmpty()) {
            forget(id);
        }
        over.forEach(one -> one.future().complete(delivery.get()));
    }

    private void forget(LetterId id) {
        waiting.remove(id);
        asked.remove(id);
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("this Twotick is closed; track the letter with a new one");
    }

    /** Completes what is left exceptionally. Idempotent. */
    @Override
    public void close() {
        run(() -> {
            waiting.values().forEach(those -> those.forEach(one -> one.future().completeExceptionally(closed())));
            waiting.clear();
        });
        thread.shutdown();
    }
}
