package dev.twotick.metrics;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.Evidence;
import dev.twotick.dispatch.RelayOptions;
import dev.twotick.dispatch.TwotickListener;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Fact;
import dev.twotick.transport.SubmissionOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The counters and timers of one registry, and how long ago each source of evidence was read. */
final class ProcessMeters implements TwotickListener {
    private static final String NO_RELAY = "none";
    private static final String COPY = "COPY_";
    private static final Set<Confirmation> PROOFS =
            Set.of(Confirmation.RELAYED, Confirmation.DELIVERED, Confirmation.DISPLAYED);

    // only a registry that keeps histograms looks at these
    private static final Duration SHORTEST_SUBMISSION = Duration.ofMillis(1);
    private static final Duration SHORTEST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofDays(5);

    private static final double NANOS_IN_A_SECOND = 1e9;

    private final MeterProvider<Counter> submissions;
    private final MeterProvider<Timer> submissionDuration;
    private final MeterProvider<Counter> confirmations;
    private final MeterProvider<Timer> confirmationDelay;
    private final Counter deadlinesMissed;
    private final MeterProvider<Counter> receiptsUnmatched;
    private final MeterProvider<Counter> sentCopies;
    private final MeterProvider<Counter> relayHolds;
    private final MeterProvider<Counter> engineTrouble;
    private final MeterRegistry registry;

    /** When each source of evidence was last read, or else first told of, by the registry's clock. */
    private final Map<String, AtomicLong> read = new ConcurrentHashMap<>();

    ProcessMeters(MeterRegistry registry) {
        this.registry = registry;
        submissions = counter(TwotickMeter.SUBMISSIONS).withRegistry(registry);
        submissionDuration = timer(TwotickMeter.SUBMISSION_DURATION, SHORTEST_SUBMISSION, RelayOptions.DEFAULT_TOTAL)
                .withRegistry(registry);
        confirmations = counter(TwotickMeter.CONFIRMATIONS).withRegistry(registry);
        confirmationDelay = timer(TwotickMeter.CONFIRMATION_DELAY, SHORTEST_DELAY, LONGEST_DELAY)
                .withRegistry(registry);
        deadlinesMissed = counter(TwotickMeter.DEADLINES_MISSED).register(registry);
        receiptsUnmatched = counter(TwotickMeter.RECEIPTS_UNMATCHED).withRegistry(registry);
        sentCopies = counter(TwotickMeter.SENT_COPIES).withRegistry(registry);
        relayHolds = counter(TwotickMeter.RELAY_HOLDS).withRegistry(registry);
        engineTrouble = counter(TwotickMeter.ENGINE_TROUBLE).withRegistry(registry);
    }

    private static Counter.Builder counter(TwotickMeter meter) {
        return Counter.builder(meter.getName()).description(meter.description());
    }

    private static Timer.Builder timer(TwotickMeter meter, Duration shortest, Duration longest) {
        return Timer.builder(meter.getName())
                .description(meter.description())
                .minimumExpectedValue(shortest)
                .maximumExpectedValue(longest);
    }

    @Override
    public void onEvent(Event event) {
        switch (event.type()) {
            case SUBMITTED, REJECTED, DEFERRED, IN_DOUBT, RETRIED, HELD, EXPIRED, CANCELLED ->
                submissions
                        .withTags(
                                TwotickTag.RELAY.asString(),
                                event.fact(Fact.RELAY).orElse(NO_RELAY),
                                TwotickTag.OUTCOME.asString(),
                                word(event.type()))
                        .increment();
            case COPY_FILED, COPY_FOUND, COPY_SKIPPED, COPY_POSTPONED, COPY_FAILED ->
                sentCopies
                        .withTag(
                                TwotickTag.OUTCOME.asString(),
                                word(event.type()).substring(COPY.length()))
                        .increment();
            case EVIDENCE -> event.evidence().ifPresent(evidence -> onEvidence(event, evidence));
            case OVERDUE -> deadlinesMissed.increment();
            case ACCEPTED,
                    SUBMITTING,
                    INTENDED,
                    RELEASED,
                    RECOVERED,
                    RESCHEDULED,
                    REQUEUED,
                    NOT_SUBMITTED,
                    DOUBT_REMAINS,
                    COPY_PENDING -> {
                // on the way, and seen in the gauges
            }
        }
    }

    private void onEvidence(Event event, Evidence evidence) {
        confirmations
                .withTags(
                        TwotickTag.LEVEL.asString(),
                        word(evidence.level()),
                        TwotickTag.SOURCE.asString(),
                        KnownWords.source(evidence.source()),
                        TwotickTag.TRUST.asString(),
                        word(evidence.trust()))
                .increment();
        Confirmation before = confirmation(event, Fact.CONFIRMATION_BEFORE);
        Confirmation after = confirmation(event, Fact.CONFIRMATION);
        if (after != before && PROOFS.contains(after)) {
            confirmationDelay
                    .withTag(TwotickTag.LEVEL.asString(), word(after))
                    .record(Duration.between(event.letter().acceptedAt(), event.at()));
        }
    }

    private static Confirmation confirmation(Event event, Fact fact) {
        return event.fact(fact).map(Confirmation::valueOf).orElse(Confirmation.NONE);
    }

    @Override
    public void onSubmission(String relay, SubmissionOutcome outcome, Duration took) {
        submissionDuration
                .withTags(TwotickTag.RELAY.asString(), relay, TwotickTag.OUTCOME.asString(), word(outcome))
                .record(took);
    }

    private static String word(SubmissionOutcome outcome) {
        if (outcome instanceof SubmissionOutcome.Answered) {
            return "answered";
        }
        return outcome instanceof SubmissionOutcome.RelayUnusable ? "unusable" : "abandoned";
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void onRelayHeld(String relay, String reason, Duration nextTry) {
        relayHolds.withTag(TwotickTag.RELAY.asString(), relay).increment();
    }

    @Override
    public void onUnmatched(Claim claim) {
        receiptsUnmatched
                .withTag(TwotickTag.SOURCE.asString(), KnownWords.source(claim.source()))
                .increment();
    }

    /** One whose first read hangs has an age as well. */
    @Override
    public void onEvidenceSource(String source) {
        lastRead(source);
    }

    @Override
    public void onEvidenceRead(String source) {
        lastRead(source).set(now());
    }

    private AtomicLong lastRead(String source) {
        return read.computeIfAbsent(source, name -> {
            AtomicLong last = new AtomicLong(now());
            Gauge.builder(TwotickMeter.RECEIPTS_POLL_AGE.getName(), last, this::age)
                    .description(TwotickMeter.RECEIPTS_POLL_AGE.description())
                    .baseUnit(TwotickMeter.RECEIPTS_POLL_AGE.getBaseUnit())
                    .tag(TwotickTag.PART.asString(), name)
                    .strongReference(true)
                    .register(registry);
            return last;
        });
    }

    private long now() {
        return registry.config().clock().monotonicTime();
    }

    private double age(AtomicLong last) {
        return (now() - last.get()) / NANOS_IN_A_SECOND;
    }

    @Override
    public void onTrouble(String part, Throwable failure) {
        engineTrouble.withTag(TwotickTag.PART.asString(), KnownWords.part(part)).increment();
    }
}
