package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnstileTest {
    private final AtomicLong time = new AtomicLong();
    private final List<String> woken = new ArrayList<>();
    private final Runnable busy = party("busy");
    private final Runnable rare = party("rare");
    private final Turnstile turnstile = new Turnstile(
            Bulkhead.of("relay", BulkheadConfig.custom().maxConcurrentCalls(2).build()), time::get);

    private Runnable party(String name) {
        return () -> woken.add(name);
    }

    @Test
    void whoWaitsIsNextHoweverMuchTheOtherHasToDo() {
        assertThat(turnstile.enter(busy)).isTrue();
        assertThat(turnstile.enter(busy)).isTrue();
        assertThat(turnstile.enter(rare)).isFalse();
        turnstile.want(rare);
        assertThat(turnstile.isWantedByOthers(busy)).isTrue();
        turnstile.exit();
        assertThat(woken).containsExactly("rare");
        assertThat(turnstile.enter(busy)).isFalse();
        assertThat(turnstile.enter(rare)).isTrue();
        assertThat(turnstile.isWantedByOthers(busy)).isFalse();
    }

    @Test
    void whoHasConnectionsAndWantsMoreTakesTurnsToo() {
        turnstile.enter(busy);
        turnstile.enter(busy);
        turnstile.want(busy);
        turnstile.want(rare);
        assertThat(turnstile.isWantedByOthers(busy)).isTrue();
        turnstile.exit();
        assertThat(turnstile.enter(busy)).as("it came first").isTrue();
        turnstile.want(busy);
        turnstile.exit();
        assertThat(turnstile.enter(busy)).isFalse();
        assertThat(turnstile.enter(rare)).isTrue();
    }

    @Test
    void whoDoesNotComeIsNotWaitedForLong() {
        turnstile.want(rare);
        assertThat(turnstile.enter(busy)).isFalse();
        time.addAndGet(Duration.ofSeconds(1).toNanos() + 1);
        assertThat(turnstile.enter(busy)).isTrue();
    }

    @Test
    void aLongBatchTakesNobodysTurnAway() {
        turnstile.enter(busy);
        turnstile.enter(busy);
        turnstile.want(rare);
        time.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(turnstile.isWantedByOthers(busy)).isTrue();
        turnstile.exit();
        assertThat(turnstile.enter(busy)).isFalse();
        assertThat(turnstile.enter(rare)).isTrue();
    }

    @Test
    void whoNeedsNothingAnyMoreIsNotWaitedFor() {
        turnstile.want(rare);
        turnstile.leave(rare);
        assertThat(turnstile.enter(busy)).isTrue();
        assertThat(turnstile.inside()).isEqualTo(1);
    }
}
