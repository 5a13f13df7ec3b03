package dev.twotick.dispatch.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Everything that is left to chance in one world; the same seed gives the same world. */
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        random = new SplittableRandom(seed);
    }

    RandomGenerator generator() {
        return random;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    boolean percent(int likely) {
        return random.nextInt(100) < likely;
    }

    boolean perMille(int likely) {
        return random.nextInt(1000) < likely;
    }

    <T> T of(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    Duration upTo(Duration most) {
        return Duration.ofMillis(1 + random.nextLong(most.toMillis()));
    }
}
