package dev.twotick.dispatch;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.outbox.Outbox;
import dev.twotick.sentstore.SentStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that runs: dispatcher, filing desk, doubt resolver, confirmation desks, housekeeper and lease keeper over one
 * outbox. Started and closed once; it closes the Sent store and the sources of evidence, but neither the outbox nor the relays,
 * which others may still use.
 */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final EngineOptions options;
    private final Optional<SentStore> sentStore;
    private final Ledger ledger;
    private final ExecutorService workers;
    private final Dispatcher dispatcher;
    private final ClerkThread dispatching;
    private final ClerkThread leasing;
    private final List<ClerkThread> others = new ArrayList<>();
    private final List<ConfirmationThread> confirmations = new ArrayList<>();
    private boolean started;
    private boolean closed;

    /**
     * What an engine works with.
     *
     * @param outbox stores everything
     * @param relays in any order; tried by rank
     * @param sentStore files Sent copies, where copies are wanted
     * @param sources bring evidence
     * @param keys sign and verify tokens
     * @param listeners hear what happens
     */
    public record Parts(
            Outbox outbox,
            List<Relay> relays,
            Optional<SentStore> sentStore,
            List<DeliveryConfirmation> sources,
            TokenKeys keys,
            Listeners listeners) {
        /** Puts the relays in the order of their rank. */
        public Parts {
            relays = relays.stream()
                    .sorted(Comparator.comparingInt(
                                    (Relay relay) -> relay.options().rank())
                            .thenComparing(Relay::name))
                    .toList();
            sources = List.copyOf(sources);
        }
    }

    /**
     * Puts the parts together; nothing runs yet.
     *
     * @param parts what it works with
     * @param options how it works
     */
    public Engine(Parts parts, EngineOptions options) {
        this.options = options;
        this.sentStore = parts.sentStore();
        this.workers =
                Executors.newFixedThreadPool(Office.capacity(parts.relays(), options), threads("twotick-worker"));
        Office office = new Office(
                parts,
                options,
                new Surroundings(Ticker.SYSTEM, RandomGenerator.getDefault(), workers, this::wakeDispatcher));
        this.ledger = office.ledger;
        this.dispatcher = office.dispatcher;
        this.dispatching = new ClerkThread(dispatcher, options.pace().poll(), parts.listeners());
        this.leasing = new ClerkThread(office.leases, office.leases.interval(), parts.listeners());
        office.others()
                .forEach(clerk ->
                        others.add(new ClerkThread(clerk, options.pace().poll(), parts.listeners())));
        Matcher matcher = new Matcher(parts.outbox(), parts.keys());
        for (DeliveryConfirmation source : parts.sources()) {
            ConfirmationDesk desk = new ConfirmationDesk(ledger, matcher, source);
            confirmations.add(new ConfirmationThread(desk, options.pace().receiptsPoll(), parts.listeners()));
        }
    }

    /**
     * The executor that relays run their blocking calls on: a thread for each call, reused, bounded by the bulkheads.
     *
     * @return a new executor; whoever asks closes it
     */
    public static ExecutorService ioExecutor() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), threads("twotick-io"));
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Starts all threads. */
    public synchronized void start() {
        if (started || closed) {
            return;
        }
        started = true;
        leasing.start();
        dispatching.start();
        others.forEach(ClerkThread::start);
        confirmations.forEach(ConfirmationThread::start);
    }

    private void wakeDispatcher() {
        dispatching.wake();
    }

    /** Says that there may be something new in the outbox. */
    public void wake() {
        dispatching.wake();
        others.forEach(ClerkThread::wake);
    }

    /**
     * Takes nothing new, waits for running submissions as long as {@code dispatch.drain} allows, and stops. What is still
     * running then is broken off; its lease decides what becomes of it. Idempotent.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (started) {
            dispatching.stop(STOP);
        }
        drain();
        confirmations.forEach(ConfirmationThread::stop);
        if (started) {
            others.forEach(clerk -> clerk.stop(STOP));
            leasing.stop(STOP);
        }
        if (!ledger.flush()) {
            LOG.error("some outcomes could not be recorded before the end; their leases decide what becomes of them");
        }
        sentStore.ifPresent(Engine::closeQuietly);
    }

    private void drain() {
        dispatcher.drain();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(options.pace().drain().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn(
                        "{} submissions did not end within {}; they are broken off",
                        dispatcher.running(),
                        options.pace().drain());
                workers.shutdownNow();
                if (!workers.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.warn("{} submissions are left to their leases", dispatcher.running());
                }
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(SentStore store) {
        try {
            store.close();
        } catch (RuntimeException e) {
            LOG.warn("closing the Sent store failed", e);
        }
    }
}
