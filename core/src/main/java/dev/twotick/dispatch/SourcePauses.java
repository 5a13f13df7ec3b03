package dev.twotick.dispatch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The pauses after failures of a source of evidence: they grow from a second to a minute, and each is drawn from its upper half,
 * so that not all sources of all nodes come back at once. Used by one thread.
 */
final class SourcePauses {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(1);

    private final RandomGenerator random;
    private Duration ceiling = FIRST;

    SourcePauses(RandomGenerator random) {
        this.random = random;
    }

    /** The pause after another failure. */
    Duration next() {
        long most = ceiling.toMillis();
        Duration doubled = ceiling.multipliedBy(2);
        ceiling = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return Duration.ofMillis(random.nextLong(most / 2, most + 1));
    }

    /** It was read again. */
    void well() {
        ceiling = FIRST;
    }
}
