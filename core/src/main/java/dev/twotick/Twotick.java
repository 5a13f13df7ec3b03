package dev.twotick;

import dev.twotick.confirmation.ConfirmationRequest;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.dispatch.Engine;
import dev.twotick.dispatch.EngineOptions;
import dev.twotick.dispatch.Listeners;
import dev.twotick.dispatch.Relay;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Assurance.Reach;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.InvalidLetterException;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.Terms;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import dev.twotick.plugin.Plugins;
import dev.twotick.plugin.Vocabulary;
import dev.twotick.sentstore.SentStore;
import java.security.SecureRandom;
import java.time.Instant;
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
    private final SecureRandom random = new SecureRandom();
    private final Outbox outbox;
    private final boolean ownsOutbox;
    private final Assembly.LetterDefaults defaults;
    private final EngineOptions options;
    private final Optional<SentStore> sentStore;
    private final TokenKeys keys;
    private final Listeners listeners;
    private final Trackings trackings;
    private final ExecutorService io;
    private final List<Relay> relays;
    private final Engine engine;
    private final BestEffort bestEffort;
    private final boolean acceptOnly;
    private volatile boolean closed;

    private Twotick(TwotickBuilder builder) {
        Assembly assembly = new Assembly(builder.settings, builder.plugins);
        assembly.checkWords();
        options = assembly.engineOptions();
        Map<String, Assembly.NamedTransport> transports = assembly.relays(builder.transports);
        sentStore = assembly.sentStore(builder.sentStore);
        defaults = assembly.letterDefaults();
        List<DeliveryConfirmation> sources = new ArrayList<>(builder.confirmations);
        sources.addAll(assembly.confirmations());
        outbox = assembly.outbox(builder.outbox, builder.clock);
        ownsOutbox = builder.outbox.isEmpty();
        assembly.checkNames(sources);
        boolean receiptsComeLater =
                outbox.durable() && (defaults.receiptAddress().isPresent() || !sources.isEmpty());
        keys = assembly.tokenKeys(builder.tokenKeys, receiptsComeLater);
        assembly.checkAssurance(defaults, sentStore.isPresent());
        assembly.check();

        acceptOnly = builder.acceptOnly;
        listeners = new Listeners(builder.listeners);
        trackings = new Trackings(outbox);
        listeners.add(trackings);
        io = Engine.ioExecutor();
        relays = new ArrayList<>();
        transports.forEach((name, named) ->
                relays.add(new Relay(name, named.options(), named.transport(), builder.registries, listeners)));
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
     * @throws dev.twotick.outbox.OutboxException when it could not be made durable
     * @throws IllegalStateException after {@link #close}
     */
    public Tracking send(Letter letter, Assurance assurance) {
        check(letter, assurance);
        boolean durably = assurance.reach() != Reach.BEST_EFFORT;
        Outbox target = durably ? outbox : bestEffort.outbox();
        SealedLetter sealed = seal(letter, assurance, target.now());
        Acceptance acceptance = target.accept(sealed);
        if (acceptance instanceof Acceptance.KeyTaken taken) {
            throw new KeyTakenException(letter.key().orElse(""), taken.first());
        }
        LetterId id = acceptance instanceof Acceptance.Known known ? known.first() : sealed.id();
        if (acceptance instanceof Acceptance.Accepted accepted) {
            listeners.events(accepted.events());
        }
        if (!durably) {
            return bestEffort.submit(id);
        }
        engine.wake();
        return new Tracking(id, trackings);
    }

    private void check(Letter letter, Assurance assurance) {
        if (closed) {
            throw new IllegalStateException("this Twotick is closed; build a new one to send");
        }
        if (letter.size() > defaults.maxSize()) {
            throw new InvalidLetterException(
                    "content",
                    "has " + letter.size() + " octets, more than letter.max-size allows (" + defaults.maxSize()
                            + "); send a link instead");
        }
        if (assurance.reach() == Reach.FILED && sentStore.isEmpty()) {
            throw new InvalidLetterException("assurance", "filed needs a Sent store; set sent-store.url");
        }
        if (assurance.reach() == Reach.BEST_EFFORT && acceptOnly) {
            throw new InvalidLetterException(
                    "assurance", "best-effort is not possible where letters are only accepted");
        }
    }

    private SealedLetter seal(Letter letter, Assurance assurance, Instant now) {
        LetterId id = LetterId.create(now, random);
        boolean durably = assurance.reach() != Reach.BEST_EFFORT;
        Optional<EmailAddress> receiptAddress = durably ? defaults.receiptAddress() : Optional.empty();
        String token = ConfirmationRequest.tokenOf(id, letter.envelope().recipients(), keys)
                .text();
        Optional<EmailAddress> notifyDisplays = assurance.reach() == Reach.DISPLAYED
                ? receiptAddress.map(address -> ConfirmationRequest.withToken(address, token))
                : Optional.empty();
        return letter.seal(
                id,
                id.acceptedAt(),
                "<" + token + "@" + letter.envelope().sender().asciiDomain() + ">",
                notifyDisplays,
                new Terms(
                        assurance.orElse(defaults.deadline(), options.doubts().policy()),
                        durably && sentStore.isPresent(),
                        receiptAddress,
                        letter.handling()));
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
        int cancelled = 0;
        List<RecipientView> recipients =
                outbox.find(id).map(found -> found.recipients()).orElse(List.of());
        for (RecipientView recipient : recipients) {
            cancelled += recipient.doubts() == 0 && cancel(id, recipient.number()) ? 1 : 0;
        }
        return cancelled;
    }

    private boolean cancel(LetterId id, int recipient) {
        Transition step = Transition.to(recipient, EventType.CANCELLED, Map.of(Fact.REASON, "called back"));
        for (SubmissionState state : List.of(SubmissionState.QUEUED, SubmissionState.DEFERRED, SubmissionState.HELD)) {
            Optional<List<Event>> events = outbox.settle(id, state, step);
            if (events.isPresent()) {
                listeners.events(events.get());
                return true;
            }
        }
        return false;
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
