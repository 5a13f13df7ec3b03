package dev.twotick.dispatch;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a deferred submission is due again: the only retry layer there is. The ceiling doubles with each attempt, from twice
 * the initial pause up to the maximum, and the pause is drawn anywhere between the initial pause and that ceiling (full jitter
 * above a floor that greylisting needs, since it refuses who comes back at once). Thread-safe.
 */
final class RetrySchedule {
    private static final double DOUBLING = 2.0;

    private final Duration initial;
    private final IntervalFunction ceiling;
    private final RandomGenerator random;

    RetrySchedule(Duration initial, Duration max, RandomGenerator random) {
        this.initial = initial;
        this.random = random;
        Duration most = max.compareTo(initial) < 0 ? initial : max;
        this.ceiling = IntervalFunction.ofExponentialBackoff(initial, DOUBLING, most);
    }

    /**
     * The pause after an attempt.
     *
     * @param attempt the attempt's number, from 1
     * @return at least the initial pause
     */
    Duration after(int attempt) {
        long most = ceiling.apply(Math.max(1, attempt) + 1);
        long least = initial.toMillis();
        return Duration.ofMillis(most <= least ? least : random.nextLong(least, most + 1));
    }
}
