package dev.twotick.metrics;

import dev.twotick.metrics.LatestStock.Stock;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.SubmissionState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * Publishes what stands in an outbox: the gauges of {@link TwotickMeter}. Several nodes on one outbox publish the same
 * figures, so that a dashboard takes their maximum and not their sum. Thread-safe.
 *
 * <p>The outbox is read on the thread that asks for a value, at most once a second for each registry. While it cannot be read,
 * every gauge is NaN. For use without a {@link TwotickMetrics}, and when the outbox comes from settings:
 *
 * {@snippet :
 * TwotickMetrics metrics = new TwotickMetrics();
 * metrics.bindTo(registry);
 * Twotick post = Twotick.builder().settings(settings).listener(metrics).build();
 * new OutboxMetrics(post.outbox()).bindTo(registry);
 * }
 */
public final class OutboxMetrics implements MeterBinder {
    private static final double MILLIS_IN_A_SECOND = 1000;

    private final Outbox outbox;

    /**
     * Takes an outbox.
     *
     * @param outbox read for as long as a registry asks; its owner closes it
     */
    public OutboxMetrics(Outbox outbox) {
        this.outbox = outbox;
    }

    /**
     * Registers the gauges. Readings are kept by the registry's own clock.
     *
     * @param registry the registry
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        LatestStock latest = new LatestStock(outbox, registry.config().clock());
        gauge(registry, TwotickMeter.QUEUED, latest, OutboxMetrics::queued);
        gauge(registry, TwotickMeter.IN_DOUBT, latest, stock -> stock.stock().in(SubmissionState.IN_DOUBT));
        gauge(registry, TwotickMeter.HELD, latest, stock -> stock.stock().in(SubmissionState.HELD));
        gauge(registry, TwotickMeter.UNCONFIRMED, latest, stock -> stock.stock().unconfirmed());
        gauge(registry, TwotickMeter.OVERDUE, latest, stock -> stock.stock().overdue());
        gauge(registry, TwotickMeter.UNCONFIRMED_OLDEST_AGE, latest, OutboxMetrics::oldestAge);
    }

    private static void gauge(
            MeterRegistry registry, TwotickMeter meter, LatestStock latest, ToDoubleFunction<Stock> figure) {
        Gauge.builder(meter.getName(), latest, stock -> stock.value(figure))
                .description(meter.description())
                .baseUnit(meter.getBaseUnit())
                .strongReference(true)
                .register(registry);
    }

    private static double queued(Stock stock) {
        return stock.stock().in(SubmissionState.QUEUED)
                + stock.stock().in(SubmissionState.SUBMITTING)
                + stock.stock().in(SubmissionState.DEFERRED);
    }

    private static double oldestAge(Stock stock) {
        return stock.stock()
                .oldestUnconfirmed()
                .map(oldest -> Duration.between(oldest, stock.at()).toMillis() / MILLIS_IN_A_SECOND)
                .orElse(0.0);
    }
}
