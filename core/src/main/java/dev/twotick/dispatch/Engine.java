package dev.twotick.dispatch;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Outbox;
import dev.twotick.sentstore.SentStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
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
    private final Office office;
    private final Map<Clerk, ClerkThread> threads = new LinkedHashMap<>();
    private final List<ConfirmationThread> confirmations = new ArrayList<>();
    private volatile boolean started;
    private volatile boolean closed;

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
     * @param io runs submissions, each of which may block its thread; left open
     */
    public Engine(Parts parts, EngineOptions options, Executor io) {
        this.options = options;
        this.sentStore = parts.sentStore();
        this.office = new Office(
                parts, options, new Surroundings(Ticker.SYSTEM, RandomGenerator.getDefault(), io, this::wake));
        for (Clerk clerk : office.clerks()) {
            Duration pause = clerk.equals(office.leases)
                    ? office.leases.interval()
                    : options.pace().poll();
            Clerk onItsThread = clerk.equals(office.dispatcher) ? whenHoldsAreKnown(clerk) : clerk;
            threads.put(clerk, new ClerkThread(onItsThread, pause, parts.listeners()));
        }
        for (DeliveryConfirmation source : parts.sources()) {
            ConfirmationDesk desk = new ConfirmationDesk(office.ledger, parts.keys(), source);
            confirmations.add(new ConfirmationThread(desk, options.pace().receiptsPoll(), parts.listeners()));
        }
    }

    /** After a restart, too, an operator's hold is in force before the first letter leaves. */
    private Clerk whenHoldsAreKnown(Clerk dispatcher) {
        return new Clerk() {
            @Override
            public String name() {
                return dispatcher.name();
            }

            @Override
            public int work() {
                return office.knowsHolds() ? dispatcher.work() : 0;
            }
        };
    }

    /**
     * The executor for submissions: a thread for each connection in use, reused, bounded by the relays' bulkheads.
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
        threads.values().forEach(ClerkThread::start);
        confirmations.forEach(ConfirmationThread::start);
    }

    /**
     * Makes a letter durable, tells the listeners, and submits it at once where nobody waits whose turn it would be. An engine that
     * was not started leaves that to others on the same outbox.
     *
     * @param letter the letter
     * @return what became of it
     * @throws dev.twotick.outbox.OutboxException when it could not be made durable
     */
    public Acceptance accept(SealedLetter letter) {
        return office.frontDesk.accept(letter, started && !closed && office.knowsHolds());
    }

    /** Says that there may be something new in the outbox. */
    public void wake() {
        wake(office.dispatcher);
    }

    private void wake(Clerk clerk) {
        ClerkThread thread = threads.get(clerk);
        if (thread != null) {
            thread.wake();
        }
    }

    /**
     * Takes nothing new, waits for running submissions as long as {@code dispatch.drain} allows, and stops. What is still
     * running then is broken off. Every outcome that is known is recorded unless the outbox is away; then leases decide what
     * becomes of its letters. Idempotent.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stop(office.dispatcher);
        drain();
        confirmations.forEach(ConfirmationThread::stop);
        List<Clerk> clerks = new ArrayList<>(office.clerks());
        Collections.reverse(clerks);
        clerks.forEach(this::stop);
        while (office.recorder.work() > 0) {
            LOG.debug("outcomes are recorded before the end");
        }
        if (office.recorder.waiting() > 0) {
            LOG.error(
                    "{} outcomes could not be recorded before the end; their leases decide what becomes of them",
                    office.recorder.waiting());
        }
        sentStore.ifPresent(Engine::closeQuietly);
    }

    private void stop(Clerk clerk) {
        ClerkThread thread = threads.get(clerk);
        if (started && thread != null) {
            thread.stop(STOP);
        }
    }

    private void drain() {
        Dispatcher dispatcher = office.dispatcher;
        dispatcher.drain();
        if (!dispatcher.awaitIdle(options.pace().drain())) {
            LOG.warn(
                    "{} connections did not end within {}; they are broken off",
                    dispatcher.running(),
                    options.pace().drain());
            office.overseer.breakOff();
            if (!dispatcher.awaitIdle(STOP)) {
                LOG.warn("{} connections are left to themselves", dispatcher.running());
            }
        }
        dispatcher.drain();
    }

    private static void closeQuietly(SentStore store) {
        try {
            store.close();
        } catch (RuntimeException e) {
            LOG.warn("closing the Sent store failed", e);
        }
    }
}
