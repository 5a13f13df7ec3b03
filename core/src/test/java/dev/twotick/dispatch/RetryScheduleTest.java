package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
    private static final Duration INITIAL = Duration.ofMinutes(1);
    private static final Duration MAX = Duration.ofHours(4);

    @Test
    void drawsAnywhereBetweenTheFloorAndADoublingCeiling() {
        RetrySchedule schedule = new RetrySchedule(INITIAL, MAX, new Random(5));
        for (int attempt = 1; attempt <= 40; attempt++) {
            int n = attempt;
            Duration ceiling = attempt >= 8 ? MAX : INITIAL.multipliedBy(1L << attempt);
            LongSummaryStatistics drawn = IntStream.range(0, 2000)
                    .mapToLong(i -> schedule.after(n).toMillis())
                    .summaryStatistics();
            long span = ceiling.toMillis() - INITIAL.toMillis();
            assertThat(drawn.getMin()).isBetween(INITIAL.toMillis(), INITIAL.toMillis() + span / 20);
            assertThat(drawn.getMax()).isBetween(ceiling.toMillis() - span / 20, ceiling.toMillis());
        }
    }

    @Test
    void aMaximumBelowTheInitialPauseMeansTheInitialPause() {
        RetrySchedule schedule = new RetrySchedule(INITIAL, Duration.ofSeconds(1), new Random(5));
        assertThat(schedule.after(7)).isEqualTo(INITIAL);
    }
}
