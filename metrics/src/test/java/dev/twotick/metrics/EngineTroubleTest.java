package dev.twotick.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.Twotick;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.testkit.MemorySentStore;
import dev.twotick.testkit.RecordingTransport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EngineTroubleTest {
    private static final Set<String> WORK = Set.of("lease", "recover");

    /** Everything that works on its own fails, so that each part's real name is met. */
    private static Outbox broken() {
        Outbox memory = new MemoryOutbox(InstantSource.system());
        return (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    if (WORK.contains(method.getName())) {
                        throw new OutboxException("the disk is gone");
                    }
                    try {
                        return method.invoke(memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void everyPartOfTheEngineIsCountedUnderItsOwnName() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Figures figures = new Figures(registry);
        TwotickMetrics metrics = new TwotickMetrics();
        metrics.bindTo(registry);
        try (Twotick twotick = Twotick.builder()
                .relay("main", new RecordingTransport())
                .sentStore(new MemorySentStore())
                .outbox(broken())
                .listener(metrics)
                .build()) {
            for (String part : Set.of("dispatcher", "housekeeper", "doubts", "filing")) {
                await().untilAsserted(() -> assertThat(figures.count(TwotickMeter.ENGINE_TROUBLE, "part", part))
                        .as(part)
                        .isPositive());
            }
            assertThat(twotick.outbox().durable()).isFalse();
        }
        assertThat(figures.count(TwotickMeter.ENGINE_TROUBLE, "part", KnownWords.OTHER))
                .isZero();
    }
}
