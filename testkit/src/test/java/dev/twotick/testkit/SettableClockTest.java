package dev.twotick.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettableClockTest {
    private final SettableClock clock = new SettableClock();

    @Test
    void standsStillUntilItIsAdvanced() {
        assertThat(clock.instant()).isEqualTo(SettableClock.START).isEqualTo(clock.instant());

        clock.advance(Duration.ofHours(4));

        assertThat(clock.instant()).isEqualTo(SettableClock.START.plus(Duration.ofHours(4)));
    }

    @Test
    void goesBackToo() {
        clock.set(Instant.EPOCH);
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
        assertThat(new SettableClock(Instant.EPOCH).millis()).isZero();
    }
}
