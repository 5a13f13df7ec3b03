package dev.twotick.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Stocktake;
import dev.twotick.outbox.SubmissionState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxMetricsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final Figures figures = new Figures(registry);
    private final AtomicInteger readings = new AtomicInteger();
    private volatile Supplier<Stocktake> stock = OutboxMetricsTest::some;

    @BeforeEach
    void bind() {
        new OutboxMetrics(outbox()).bindTo(registry);
    }

    /** An outbox that can only be counted. */
    private Outbox outbox() {
        return (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("stocktake")) {
                        readings.incrementAndGet();
                        return stock.get();
                    }
                    if (method.getName().equals("now")) {
                        return NOW;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private static Stocktake some() {
        return new Stocktake(
                Map.of(
                        SubmissionState.QUEUED, 1L,
                        SubmissionState.SUBMITTING, 10L,
                        SubmissionState.DEFERRED, 100L,
                        SubmissionState.IN_DOUBT, 2L,
                        SubmissionState.HELD, 3L,
                        SubmissionState.SUBMITTED, 1000L),
                4,
                Optional.of(NOW.minusMillis(1500)),
                5,
                6);
    }

    private static Stocktake none() {
        return new Stocktake(Map.of(), 0, Optional.empty(), 0, 0);
    }

    private List<Double> scrape() {
        return registry.getMeters().stream()
                .map(Gauge.class::cast)
                .map(Gauge::value)
                .toList();
    }

    @Test
    void eachGaugeShowsItsFigure() {
        assertThat(figures.gauge(TwotickMeter.QUEUED)).isEqualTo(111);
        assertThat(figures.gauge(TwotickMeter.IN_DOUBT)).isEqualTo(2);
        assertThat(figures.gauge(TwotickMeter.HELD)).isEqualTo(3);
        assertThat(figures.gauge(TwotickMeter.UNCONFIRMED)).isEqualTo(4);
        assertThat(figures.gauge(TwotickMeter.OVERDUE)).isEqualTo(5);
        assertThat(figures.gauge(TwotickMeter.UNCONFIRMED_OLDEST_AGE)).isEqualTo(1.5);
    }

    @Test
    void anEmptyOutboxIsZeroEverywhere() {
        stock = OutboxMetricsTest::none;

        assertThat(scrape()).hasSize(6).containsOnly(0.0);
    }

    @Test
    void oneScrapeReadsTheOutboxOnce() {
        scrape();
        assertThat(readings).hasValue(1);

        clock.add(Duration.ofSeconds(1));
        scrape();
        assertThat(readings).hasValue(2);
    }

    @Test
    void anOutboxThatFailsGivesNoValueAndIsAskedOnceAScrape() {
        stock = () -> {
            throw new OutboxException("the disk is gone");
        };

        assertThat(scrape()).hasSize(6).containsOnly(Double.NaN);
        assertThat(readings).hasValue(1);
    }

    @Test
    void theGaugesAreBackWithTheOutbox() {
        stock = () -> {
            throw new IllegalStateException("closed");
        };
        scrape();
        stock = OutboxMetricsTest::some;
        clock.add(Duration.ofSeconds(1));

        assertThat(figures.gauge(TwotickMeter.HELD)).isEqualTo(3);
    }

    @Test
    void aScrapeBesideASlowOneTakesTheLastReadingInsteadOfWaiting() throws Exception {
        scrape();
        clock.add(Duration.ofSeconds(1));
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        stock = () -> {
            begun.countDown();
            await(slow);
            return none();
        };
        CompletableFuture<Double> first = CompletableFuture.supplyAsync(() -> figures.gauge(TwotickMeter.HELD));
        await(begun);

        assertThat(figures.gauge(TwotickMeter.HELD)).isEqualTo(3);
        slow.countDown();
        assertThat(first.get(5, TimeUnit.SECONDS)).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theRegistryKeepsTheGaugesAliveByItself() {
        System.gc();

        assertThat(scrape()).doesNotContain(Double.NaN);
    }

    @Test
    void theAgeIsInSeconds() {
        assertThat(registry.get(TwotickMeter.UNCONFIRMED_OLDEST_AGE.getName())
                        .gauge()
                        .getId()
                        .getBaseUnit())
                .isEqualTo("seconds");
    }
}
