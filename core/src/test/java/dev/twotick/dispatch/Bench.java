package dev.twotick.dispatch;

import dev.twotick.confirmation.ConfirmationRequest;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.Token;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.Terms;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SentCopyView;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.sentstore.SentStore;
import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/** The engine on a work bench: its clerks do their rounds by hand, on the test's thread and by the test's clock. */
final class Bench implements AutoCloseable {
    static final EmailAddress RECEIPTS = EmailAddress.of("bounces@corp.example");

    final AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
    final Outbox memory = new MemoryOutbox(clock::get);
    TokenKeys keys = TokenKeys.ephemeral(new SecureRandom());
    final Listeners listeners = new Listeners(List.of());
    private final AtomicLong stoodStill = new AtomicLong();
    final Ticker ticker = () -> ChronoUnit.NANOS.between(Instant.EPOCH, clock.get()) + stoodStill.get();
    Executor io = Runnable::run;
    final List<Relay> relays = new ArrayList<>();
    final RelayRegistries registries = RelayRegistries.ofDefaults();
    final EngineOptions options;
    Outbox outbox = memory;
    Optional<SentStore> sentStore = Optional.empty();
    private final Random random = new Random(42);
    private Optional<Office> office = Optional.empty();

    Bench(String... settings) {
        Settings all = Settings.EMPTY.with("doubt.window", "10m").with("retry.lifetime", "2d");
        for (int i = 0; i < settings.length; i += 2) {
            all = all.with(settings[i], settings[i + 1]);
        }
        options = EngineOptions.read(Section.of(all));
    }

    /** A transport that does what a lambda says. */
    static Transport transport(BiFunction<Submission, PointOfNoReturn, SubmissionOutcome> behaviour) {
        return new Transport() {
            @Override
            public SubmissionOutcome submit(Submission submission, PointOfNoReturn pointOfNoReturn) {
                return behaviour.apply(submission, pointOfNoReturn);
            }

            @Override
            public void close() {}
        };
    }

    Bench relay(BiFunction<Submission, PointOfNoReturn, SubmissionOutcome> behaviour) {
        return relay(transport(behaviour));
    }

    Bench relay(Transport transport) {
        String name = "relay-" + (relays.size() + 1);
        relays.add(new Relay(name, RelayOptions.DEFAULTS, transport, registries, listeners, ticker));
        return this;
    }

    /** Other relays are to take the place of those before, as after a restart. */
    Bench relayInstead() {
        relays.clear();
        office = Optional.empty();
        return this;
    }

    /** Other keys are to take the place of those before, as after a restart. */
    Bench keysInstead(TokenKeys others) {
        keys = others;
        office = Optional.empty();
        return this;
    }

    /** Time passes for this process, and the store's clock does not move. */
    void standStill(Duration time) {
        stoodStill.addAndGet(time.toNanos());
    }

    LetterId accept(Assurance assurance, String... recipients) {
        return accept(assurance, Optional.of(RECEIPTS), recipients);
    }

    LetterId accept(Assurance assurance, Optional<EmailAddress> receipts, String... recipients) {
        return accept("", assurance, receipts, recipients);
    }

    LetterId acceptRaw(String moreHeaders, Assurance assurance, String... recipients) {
        return accept(moreHeaders, assurance, Optional.of(RECEIPTS), recipients);
    }

    LetterId acceptText(String text, String... recipients) {
        return accept("", Assurance.submitted(), Optional.of(RECEIPTS), text, recipients);
    }

    private LetterId accept(
            String moreHeaders, Assurance assurance, Optional<EmailAddress> receipts, String... recipients) {
        return accept(moreHeaders, assurance, receipts, "body\n", recipients);
    }

    private LetterId accept(
            String moreHeaders,
            Assurance assurance,
            Optional<EmailAddress> receipts,
            String body,
            String... recipients) {
        SealedLetter sealed = seal(moreHeaders, assurance, receipts, body, recipients);
        outbox.accept(sealed);
        return sealed.id();
    }

    /** Hands a letter in where it may be submitted at once. */
    LetterId send(String... recipients) {
        SealedLetter sealed = seal("", Assurance.submitted(), Optional.of(RECEIPTS), "body\n", recipients);
        office().frontDesk.accept(sealed, true);
        return sealed.id();
    }

    private SealedLetter seal(
            String moreHeaders,
            Assurance assurance,
            Optional<EmailAddress> receipts,
            String body,
            String... recipients) {
        String text = "From: billing@corp.example\nTo: " + String.join(",\n ", recipients) + "\n" + moreHeaders
                + "Subject: x\n\n" + body;
        Letter letter = Letter.raw(text.getBytes(StandardCharsets.UTF_8));
        LetterId id = LetterId.create(clock.get(), random);
        Token token = ConfirmationRequest.tokenOf(id, letter.envelope().recipients(), keys);
        SealedLetter sealed = letter.seal(
                id,
                clock.get(),
                "<" + token.text() + "@corp.example>",
                Optional.empty(),
                new Terms(assurance.orElse(Duration.ofHours(4), OnDoubt.RESOLVE), sentStore.isPresent(), receipts));
        return sealed.signedWith(token.keyId());
    }

    /** Put together when it is first asked for, and again when another outbox was set. */
    @SuppressWarnings("ReferenceEquality") // another outbox may stand for the same letters, and say that it is equal
    Office office() {
        boolean sameOutbox =
                office.map(built -> built.ledger.outbox() == outbox).orElse(false);
        if (!sameOutbox) {
            Engine.Parts parts = new Engine.Parts(outbox, relays, sentStore, List.of(), keys, listeners);
            office = Optional.of(new Office(parts, options, new Surroundings(ticker, random, io, clerk -> {})));
        }
        return office.get();
    }

    /** The dispatcher, with the recorder before and after it. */
    Clerk dispatcher() {
        return new Clerk() {
            @Override
            public String name() {
                return "dispatching and recording";
            }

            @Override
            public int work() {
                office().recorder.work();
                int taken = office().dispatcher.work();
                office().recorder.work();
                return taken;
            }
        };
    }

    void resolveDoubts() {
        office().doubts.work();
        office().recorder.work();
    }

    void fileCopies() {
        office().filing.orElseThrow().work();
        office().recorder.work();
    }

    void watch() {
        office().overseer.work();
        office().recorder.work();
    }

    void keepHouse() {
        office().housekeeper.work();
    }

    ConfirmationDesk desk() {
        return new ConfirmationDesk(office().ledger, keys, new DeliveryConfirmation() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public void collect(EvidenceDesk desk) {}

            @Override
            public void close() {}
        });
    }

    void advance(Duration by) {
        clock.updateAndGet(now -> now.plus(by));
    }

    RecipientView view(LetterId id) {
        return views(id).get(0);
    }

    List<RecipientView> views(LetterId id) {
        return memory.find(id).orElseThrow().recipients();
    }

    SentCopyView copy(LetterId id) {
        return memory.find(id).orElseThrow().sentCopy();
    }

    static String[] addresses(int count) {
        String[] addresses = new String[count];
        Arrays.setAll(addresses, i -> "r" + i + "@dest.example");
        return addresses;
    }

    @Override
    public void close() {
        listeners.close();
    }
}
