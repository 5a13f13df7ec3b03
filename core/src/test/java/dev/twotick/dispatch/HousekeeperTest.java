package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Outbox;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HousekeeperTest {
    private final Bench bench =
            new Bench("retention.bodies", "1d", "retention.letters", "10d", "retention.tombstones", "20d");

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void bytesGoFirstThenLettersAndOfThoseThatHaveNotEndedNothing() {
        bench.relay(Answers::taken);
        LetterId ended = bench.accept(Assurance.submitted(), "ann@dest.example");
        bench.dispatcher().work();
        LetterId waiting = bench.accept(Assurance.submitted(), "bob@dest.example");
        bench.advance(Duration.ofDays(2));
        bench.keepHouse();
        assertThat(bench.memory.find(ended).orElseThrow().letter().wire().available())
                .isFalse();
        bench.advance(Duration.ofDays(9));
        bench.keepHouse();
        assertThat(bench.memory.find(ended)).isEmpty();
        assertThat(bench.memory.tombstone(ended)).isPresent();
        assertThat(bench.memory.find(waiting).orElseThrow().letter().wire().available())
                .isTrue();
    }

    @Test
    void aLongPurgeTakesAShareOfTheTimeOnlyAndGoesOnUntilItIsDone() {
        List<Integer> steps = new ArrayList<>();
        AtomicInteger left = new AtomicInteger(25);
        bench.outbox = (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("purge")) {
                        return method.invoke(bench.memory, arguments);
                    }
                    bench.advance(Duration.ofMillis(20));
                    int most = (int) arguments[1];
                    steps.add(most);
                    return left.decrementAndGet() < 0 ? 0 : most;
                });

        List<Integer> inEachRound = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            int before = steps.size();
            bench.keepHouse();
            inEachRound.add(steps.size() - before);
        }

        assertThat(steps).containsOnly(50);
        assertThat(inEachRound).containsExactly(8, 8, 8, 2, 0, 0);
    }
}
