package dev.twotick.metrics;

import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.Stocktake;
import io.micrometer.core.instrument.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last stocktake, so that the gauges of one scrape read the outbox once. One thread at a time reads; others do not wait
 * for it and get the figures of the reading before. Thread-safe.
 */
final class LatestStock {
    private static final Logger LOG = LoggerFactory.getLogger(LatestStock.class);

    /** Counted from the end of a reading, so that a slow or failing outbox is asked once a scrape, not once a gauge. */
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final Outbox outbox;
    private final Clock clock;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile Latest latest = new Latest(Optional.empty(), Optional.empty());

    /**
     * What stood in the outbox.
     *
     * @param stock the figures
     * @param at when, by the outbox's clock
     */
    record Stock(Stocktake stock, Instant at) {}

    /** A reading, empty when it failed, and when it ended by the monotonic clock, empty before the first. */
    private record Latest(Optional<Stock> stock, Optional<Long> readAt) {}

    LatestStock(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /** One figure, or NaN while the outbox cannot be read. */
    double value(ToDoubleFunction<Stock> figure) {
        if (reading.compareAndSet(false, true)) {
            try {
                if (isStale()) {
                    latest = new Latest(read(), Optional.of(clock.monotonicTime()));
                }
            } finally {
                reading.set(false);
            }
        }
        return latest.stock().map(figure::applyAsDouble).orElse(Double.NaN);
    }

    private boolean isStale() {
        return latest.readAt()
                .map(readAt -> clock.monotonicTime() - readAt >= FRESH_NANOS)
                .orElse(true);
    }

    private Optional<Stock> read() {
        try {
            return Optional.of(new Stock(outbox.stocktake(), outbox.now()));
        } catch (RuntimeException e) {
            LOG.debug("the outbox cannot be counted now; its gauges have no value until it can", e);
            return Optional.empty();
        }
    }
}
