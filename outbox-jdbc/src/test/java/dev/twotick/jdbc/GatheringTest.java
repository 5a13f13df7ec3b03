package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private final AtomicLong time = new AtomicLong(1_000);
    private final Gathering gathering = new Gathering(Duration.ofNanos(500), time::get);

    private void rounds(int count, int letters) {
        for (int i = 0; i < count; i++) {
            gathering.begin();
            gathering.took(letters);
        }
    }

    @Test
    void oneThatComesAloneDoesNotWait() {
        rounds(3, 1);
        gathering.begin();

        assertThat(gathering.left(0)).isZero();
        assertThat(gathering.left(1)).isZero();
    }

    @Test
    void waitsForAsManyAsCameTheLastTime() {
        rounds(1, 4);
        gathering.begin();
        time.addAndGet(200);

        assertThat(gathering.left(3)).isEqualTo(300);
        assertThat(gathering.left(4)).isZero();
    }

    @Test
    void hasItsPatienceOnce() {
        rounds(1, 4);
        gathering.begin();
        time.addAndGet(500);

        assertThat(gathering.left(3)).isNotPositive();
    }

    @Test
    void expectsFewerWhenFewerCame() {
        rounds(1, 4);
        rounds(1, 2);
        gathering.begin();

        assertThat(gathering.left(2)).isZero();
    }

    @Test
    void triesOneMoreNowAndThen() {
        rounds(8, 4);
        gathering.begin();

        assertThat(gathering.left(4)).isEqualTo(500);
    }

    @Test
    void withoutPatienceNobodyWaits() {
        Gathering none = new Gathering(Duration.ZERO, time::get);
        none.begin();
        none.took(4);
        none.begin();

        assertThat(none.left(1)).isNotPositive();
    }
}
