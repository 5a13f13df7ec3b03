package dev.twotick.metrics;

import dev.twotick.confirmation.Claim;
import dev.twotick.dispatch.TwotickListener;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Outbox;
import dev.twotick.transport.SubmissionOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what this process does: the counters and timers of {@link TwotickMeter}, submitted and confirmed apart; and
 * publishes what stands in the outbox when it is given one. Thread-safe.
 *
 * {@snippet :
 * TwotickMetrics metrics = new TwotickMetrics(outbox);
 * metrics.bindTo(registry);
 * Twotick post = Twotick.builder().settings(settings).outbox(outbox).listener(metrics).build();
 * }
 *
 * <p>It counts for the registries that it was bound to before; bind it first, then build. When the outbox is made from settings
 * and known only afterwards, use {@link OutboxMetrics} beside it.
 */
public final class TwotickMetrics implements TwotickListener, MeterBinder {
    private final Optional<OutboxMetrics> outbox;
    private final Map<MeterRegistry, ProcessMeters> bound = new ConcurrentHashMap<>();

    /** Counts, without the outbox's gauges. */
    public TwotickMetrics() {
        outbox = Optional.empty();
    }

    /**
     * Counts, with the outbox's gauges.
     *
     * @param outbox as for {@link OutboxMetrics}
     */
    public TwotickMetrics(Outbox outbox) {
        this.outbox = Optional.of(new OutboxMetrics(outbox));
    }

    /**
     * Counts for a registry from now on. A second time for the same one changes nothing.
     *
     * @param registry the registry; may be closed at any time
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        bound.computeIfAbsent(registry, unbound -> {
            outbox.ifPresent(gauges -> gauges.bindTo(unbound));
            return new ProcessMeters(unbound);
        });
    }

    @Override
    public void onEvent(Event event) {
        bound.values().forEach(meters -> meters.onEvent(event));
    }

    @Override
    public void onSubmission(String relay, SubmissionOutcome outcome, Duration took) {
        bound.values().forEach(meters -> meters.onSubmission(relay, outcome, took));
    }

    @Override
    public void onRelayHeld(String relay, String reason, Duration nextTry) {
        bound.values().forEach(meters -> meters.onRelayHeld(relay, reason, nextTry));
    }

    @Override
    public void onUnmatched(Claim claim) {
        bound.values().forEach(meters -> meters.onUnmatched(claim));
    }

    @Override
    public void onEvidenceSource(String source) {
        bound.values().forEach(meters -> meters.onEvidenceSource(source));
    }

    @Override
    public void onEvidenceRead(String source) {
        bound.values().forEach(meters -> meters.onEvidenceRead(source));
    }

    @Override
    public void onTrouble(String part, Throwable failure) {
        bound.values().forEach(meters -> meters.onTrouble(part, failure));
    }
}
