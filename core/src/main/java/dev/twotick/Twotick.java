package dev.twotick;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.dispatch.Engine;
import dev.twotick.dispatch.EngineOptions;
import dev.twotick.dispatch.Listeners;
import dev.twotick.dispatch.Operator;
import dev.twotick.dispatch.Relay;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Assurance.Reach;
import dev.twotick.letter.InvalidLetterException;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Enlistment;
import dev.twotick.outbox.Outbox;
import dev.twotick.plugin.Plugins;
import dev.twotick.plugin.Vocabulary;
import dev.twotick.sentstore.SentStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * Takes letters and keeps two facts apart for each recipient: submitted, and confirmed. Thread-safe; made by {@link #builder},
 * closed by whoever built it.
 *
 * {@snippet :
 * try (Twotick post = Twotick.builder()
 *         .relay("smtps://mail.example.com", Credentials.plain("app", secret))
 *         .outbox("jdbc:sqlite:outbox.db")
 *         .build()) {
 *     Tracking tracking = post.send(letter, Assurance.submitted());
 * }
 * }
 */
public final class Twotick implements AutoCloseable {
    private final Outbox outbox;
    private final boolean ownsOutbox;
    private final Assembly.LetterDefaults defaults;
    private final EngineOptions options;
    private final Reception reception;
    private final Listeners listeners;
    private final Trackings trackings;
    private final ExecutorService io;
    private final List<Relay> relays;
    private final Engine engine;
    private final BestEffort bestEffort;
    private final Operator operator;
    private final boolean acceptOnly;
    private volatile boolean closed;

    private Twotick(TwotickBuilder builder) {
        Assembly assembly = new Assembly(builder.settings, builder.plugins);
        assembly.checkWords();
        options = assembly.engineOptions();
        Map<String, Assembly.NamedTransport> transports = assembly.relays(builder.transports);
        Optional<SentStore> sentStore = assembly.sentStore(builder.sentStore);
        defaults = assembly.letterDefaults();
        List<DeliveryConfirmation> sources = new ArrayList<>(builder.confirmations);
        sources.addAll(assembly.confirmations());
        outbox = assembly.outbox(builder.outbox, builder.clock);
        ownsOutbox = builder.outbox.isEmpty();
        assembly.checkNames(sources);
        boolean receiptsComeLater =
                outbox.durable() && (defaults.receiptAddress().isPresent() || !sources.isEmpty());
        TokenKeys keys = assembly.tokenKeys(builder.tokenKeys, receiptsComeLater);
        assembly.checkAssurance(defaults, sentStore.isPresent());
        assembly.check();

        acceptOnly = builder.acceptOnly;
        reception = new Reception(defaults, options.doubts().policy(), keys, sentStore.isPresent(), acceptOnly);
        listeners = new Listeners(builder.listeners);
        trackings = new Trackings(outbox);
        listeners.add(trackings);
        io = Engine.ioExecutor();
        relays = new ArrayList<>();
        transports.forEach((name, named) ->
                relays.add(new Relay(name, named.options(), named.transport(), builder.registries, listeners)));
        operator = new Operator(outbox, events -> {
            listeners.events(events);
            wake();
        });
        engine = new Engine(new Engine.Parts(outbox, relays, sentStore, sources, keys, listeners), options, io);
        bestEffort = new BestEffort(relays, keys, options, listeners, io);
    }

    /**
     * Begins to build.
     *
     * @return a builder
     */
    public static TwotickBuilder builder() {
        return new TwotickBuilder();
    }

    /**
     * The words that settings may use, given the plugins on a class loader's path.
     *
     * @param loader the class loader
     * @return the words
     */
    public static Vocabulary vocabulary(ClassLoader loader) {
        return Assembly.vocabulary(new Plugins(loader));
    }

    private void wake() {
        engine.wake();
    }

    static Twotick assemble(TwotickBuilder builder) {
        Twotick twotick = new Twotick(builder);
        if (!twotick.acceptOnly) {
            twotick.engine.start();
        }
        return twotick;
    }

    /**
     * Takes a letter with the configured assurance.
     *
     * @param letter the letter
     * @return its tracking
     * @throws InvalidLetterException when it cannot be taken as it is; nothing was stored
     * @throws KeyTakenException when its key was used for other content; nothing was stored
     * @throws QueueFullException when too many letters wait; nothing was stored
     * @throws dev.twotick.outbox.OutboxException when it could not be made durable
     */
    public Tracking send(Letter letter) {
        return send(letter, defaults.assurance());
    }

    /**
     * Takes a letter. When this returns, letter, recipients and key are durable (unless the assurance is best effort), the
     * bytes are fixed, and the letter will be submitted by this process or another one on the same outbox.
     *
     * @param letter the letter
     * @param assurance how sure to be about it
     * @return its tracking; of the first letter when the key is known with the same content
     * @throws InvalidLetterException when it cannot be taken as it is; nothing was stored
     * @throws KeyTakenException when its key was used for other content; nothing was stored
     * @throws QueueFullException when too many letters wait; nothing was stored
     * @throws dev.twotick.outbox.OutboxException when it could not be made durable
     * @throws IllegalStateException after {@link #close}
     */
    public Tracking send(Letter letter, Assurance assurance) {
        checkOpen();
        reception.check(letter, assurance);
        boolean durably = assurance.reach() != Reach.BEST_EFFORT;
        Outbox target = durably ? outbox : bestEffort.outbox();
        checkRoom(target);
        SealedLetter sealed = reception.seal(letter, assurance, target.now());
        LetterId id = idOf(letter, sealed, durably ? engine.accept(sealed) : bestEffort.accept(sealed));
        return durably ? new Tracking(id, trackings) : bestEffort.tracking(id);
    }

    /**
     * Takes a letter inside the caller's own transaction in the database that holds the outbox: the letter exists if and only if
     * the caller commits. It is submitted within {@code dispatch.poll} after that.
     *
     * @param letter the letter
     * @param assurance how sure to be about it; not best effort, which is in no database
     * @param enlistment the caller's transaction, made by the outbox's module; it is neither committed nor rolled back here
     * @return its tracking, which knows nothing before the commit; of the first letter when the key is known with the same content
     * @throws InvalidLetterException when it cannot be taken as it is; nothing was stored
     * @throws KeyTakenException when its key was used for other content; nothing was stored
     * @throws QueueFullException when too many letters wait; nothing was stored
     * @throws dev.twotick.outbox.OutboxException when it could not be written, or the outbox knows no such transaction; the caller
     *     must roll back
     * @throws IllegalStateException after {@link #close}
     */
    public Tracking send(Letter letter, Assurance assurance, Enlistment enlistment) {
        checkOpen();
        reception.check(letter, assurance);
        if (assurance.reach() == Reach.BEST_EFFORT) {
            throw new InvalidLetterException("assurance", "best-effort cannot be part of a transaction");
        }
        checkRoom(outbox);
        SealedLetter sealed = reception.seal(letter, assurance, outbox.now());
        Acceptance acceptance = outbox.accept(sealed, enlistment);
        return new Tracking(idOf(letter, sealed, acceptance), trackings);
    }

    private static LetterId idOf(Letter letter, SealedLetter sealed, Acceptance acceptance) {
        if (acceptance instanceof Acceptance.KeyTaken taken) {
            throw new KeyTakenException(letter.key().orElse(""), taken.first());
        }
        return acceptance instanceof Acceptance.Known known ? known.first() : sealed.id();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this Twotick is closed; build a new one to send");
        }
    }

    private void checkRoom(Outbox target) {
        long limit = options.keeping().queueLimit();
        if (target.backlog() >= limit) {
            throw new QueueFullException(limit);
        }
    }

    /**
     * Finds a letter again, after a restart or on another node.
     *
     * @param id the letter's id
     * @return its tracking, or empty for an unknown letter
     */
    public Optional<Tracking> track(LetterId id) {
        return trackings.track(id).or(() -> bestEffort.track(id));
    }

    /**
     * Calls a letter back for those recipients that wait for a submission or are held, and of which no submission ever came into
     * doubt: nobody can call back what a relay may have taken.
     *
     * @param id the letter's id
     * @return how many recipients it was called back for
     */
    public int cancel(LetterId id) {
        return operator.cancel(id, "called back");
    }

    /**
     * What an operator can do with letters and relays: resolve, retry, reschedule, hold.
     *
     * @return the operator's hand in this outbox
     */
    public Operator operator() {
        return operator;
    }

    /**
     * The outbox, for lists, events and counts.
     *
     * @return the outbox
     */
    public Outbox outbox() {
        return outbox;
    }

    /**
     * Stops: takes no new letters up, waits for running submissions as long as {@code dispatch.drain} allows, and closes
     * everything that was made from settings. Idempotent.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        engine.close();
        bestEffort.close();
        relays.forEach(Relay::close);
        io.shutdownNow();
        listeners.close();
        trackings.close();
        if (ownsOutbox) {
            outbox.close();
        }
    }
}
