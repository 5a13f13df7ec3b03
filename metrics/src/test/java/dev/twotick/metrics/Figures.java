package dev.twotick.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;

/** Reads a registry by the names of the enum; what was never counted is 0. */
final class Figures {
    private final MeterRegistry registry;

    Figures(MeterRegistry registry) {
        this.registry = registry;
    }

    double count(TwotickMeter meter, String... tags) {
        return registry.find(meter.getName()).tags(tags).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    long times(TwotickMeter meter, String... tags) {
        return timer(meter, tags).map(Timer::count).orElse(0L);
    }

    Optional<Timer> timer(TwotickMeter meter, String... tags) {
        return Optional.ofNullable(registry.find(meter.getName()).tags(tags).timer());
    }

    double gauge(TwotickMeter meter) {
        return Optional.ofNullable(registry.find(meter.getName()).gauge())
                .map(Gauge::value)
                .orElseThrow(() -> new AssertionError("no gauge " + meter.getName()));
    }
}
