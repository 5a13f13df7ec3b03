package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.SubmissionState;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Leases run out while nobody can renew them; whoever lives does so afterwards. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobodyPassesForLostBecauseTheOutboxWasAway(boolean hangs) {
        AtomicBoolean away = new AtomicBoolean();
        bench.outbox = (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    if (away.get() && !hangs) {
                        throw new OutboxException("away");
                    }
                    if (away.get() && method.getName().equals("markOverdue")) {
                        bench.advance(Duration.ofSeconds(61));
                    }
                    return method.invoke(bench.memory, arguments);
                });
        LetterId letter = bench.accept(Assurance.submitted(), "ann@dest.example");
        assertThat(bench.memory.lease(Desk.SUBMISSION, 1, 1, Duration.ofSeconds(60)))
                .hasSize(1);
        bench.keepHouse();
        away.set(true);
        if (hangs) {
            bench.keepHouse();
        } else {
            for (int i = 0; i < 7; i++) {
                assertThatThrownBy(bench::keepHouse).isInstanceOf(OutboxException.class);
                bench.advance(Duration.ofSeconds(9));
            }
        }
        away.set(false);

        bench.keepHouse();
        bench.advance(Duration.ofSeconds(39));
        bench.keepHouse();
        assertThat(bench.view(letter).submission()).isEqualTo(SubmissionState.SUBMITTING);

        bench.advance(Duration.ofSeconds(2));
        bench.keepHouse();
        assertThat(bench.view(letter).submission()).isEqualTo(SubmissionState.QUEUED);
    }

    @Test
    void aMomentsFailurePutsNothingOff() {
        AtomicBoolean away = new AtomicBoolean();
        bench.outbox = (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    if (away.get()) {
                        throw new OutboxException("away");
                    }
                    return method.invoke(bench.memory, arguments);
                });
        LetterId letter = bench.accept(Assurance.submitted(), "ann@dest.example");
        assertThat(bench.memory.lease(Desk.SUBMISSION, 1, 1, Duration.ofSeconds(60)))
                .hasSize(1);
        bench.advance(Duration.ofSeconds(61));
        away.set(true);
        assertThatThrownBy(bench::keepHouse).isInstanceOf(OutboxException.class);
        bench.advance(Duration.ofSeconds(1));
        away.set(false);
        bench.keepHouse();
        assertThat(bench.view(letter).submission()).isEqualTo(SubmissionState.QUEUED);
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
