package dev.twotick.dispatch;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Optional;

/** The pauses in which a relay is left alone; they grow while it stays as it is. Thread-safe. */
final class Rest {
    /** How long nobody asks again after a policy said no, so that letters do not go round and round. */
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(1);

    /** Spaced further and further, so that a wrong password does not lock the account. */
    private static final IntervalFunction AFTER_FAULT =
            IntervalFunction.ofExponentialBackoff(Duration.ofSeconds(30), 2.0, Duration.ofMinutes(15));

    private static final IntervalFunction AFTER_THROTTLING =
            IntervalFunction.ofExponentialBackoff(Duration.ofSeconds(5), 2.0, Duration.ofMinutes(5));

    private static final int MANY = 30;

    private final Ticker ticker;
    private long until;
    private int faults;
    private int throttlings;

    Rest(Ticker ticker) {
        this.ticker = ticker;
        this.until = ticker.nanos();
    }

    synchronized boolean isOn() {
        return until - ticker.nanos() > 0;
    }

    synchronized void afterRefusal() {
        lengthen(AFTER_REFUSAL);
    }

    /** Begins a pause unless there is one: tries in parallel count once. */
    synchronized Optional<Duration> afterFault() {
        if (isOn()) {
            return Optional.empty();
        }
        faults = Math.min(MANY, faults + 1);
        return Optional.of(lengthen(Duration.ofMillis(AFTER_FAULT.apply(faults))));
    }

    /** As {@link #afterFault}, for a relay that asks for fewer letters. */
    synchronized Optional<Duration> afterThrottling() {
        if (isOn()) {
            return Optional.empty();
        }
        throttlings = Math.min(MANY, throttlings + 1);
        return Optional.of(lengthen(Duration.ofMillis(AFTER_THROTTLING.apply(throttlings))));
    }

    /** It works: the next pause is a short one again. */
    synchronized void forget() {
        faults = 0;
        throttlings = 0;
    }

    private Duration lengthen(Duration pause) {
        long wanted = ticker.nanos() + pause.toNanos();
        until = until - wanted > 0 ? until : wanted;
        return pause;
    }
}
