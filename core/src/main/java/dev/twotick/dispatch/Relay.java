package dev.twotick.dispatch;

import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import dev.twotick.transport.Transport;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One submission server: a transport behind its policies. Bulkhead, rate limiter and circuit breaker decide whether it may be
 * tried, the time limiter bounds the try, and no retry stands anywhere here. Thread-safe.
 */
public final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final Duration BULKHEAD_WAIT = Duration.ofSeconds(10);

    /** The transport has the same total deadline and knows more; it gets the chance to speak first. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration FIRST_HOLD = Duration.ofSeconds(30);
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(15);

    private final String name;
    private final RelayOptions options;
    private final Transport transport;
    private final ExecutorService io;
    private final Listeners listeners;
    private final Bulkhead bulkhead;
    private final Optional<RateLimiter> rateLimiter;
    private final CircuitBreaker breaker;
    private final TimeLimiter timeLimiter;
    private final IntervalFunction holds = IntervalFunction.ofExponentialBackoff(FIRST_HOLD, 2.0, LONGEST_HOLD);
    private final AtomicInteger timesHeld = new AtomicInteger();
    private final AtomicLong heldUntil = new AtomicLong(System.nanoTime());

    /**
     * Puts policies around a transport.
     *
     * @param name the relay's configured name
     * @param options its policies
     * @param transport carries the submissions; closed with the relay
     * @param registries where the policies are kept
     * @param io runs the transport's blocking calls
     * @param listeners hear of every try
     */
    public Relay(
            String name,
            RelayOptions options,
            Transport transport,
            RelayRegistries registries,
            ExecutorService io,
            Listeners listeners) {
        this.name = name;
        this.options = options;
        this.transport = transport;
        this.io = io;
        this.listeners = listeners;
        this.bulkhead = registries
                .bulkheads()
                .bulkhead(
                        name,
                        () -> BulkheadConfig.custom()
                                .maxConcurrentCalls(options.connections())
                                .maxWaitDuration(BULKHEAD_WAIT)
                                .build());
        this.rateLimiter = options.rate().map(rate -> registries.rateLimiters().rateLimiter(name, rate));
        this.breaker = registries.circuitBreakers().circuitBreaker(name, Relay::breakerConfig);
        this.timeLimiter = registries
                .timeLimiters()
                .timeLimiter(
                        name,
                        () -> TimeLimiterConfig.custom()
                                .timeoutDuration(options.total().plus(GRACE))
                                .build());
    }

    private static CircuitBreakerConfig breakerConfig() {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(10)
                .minimumNumberOfCalls(5)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitDurationInOpenState(Duration.ofSeconds(10))
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .build();
    }

    /**
     * The relay's configured name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The relay's policies.
     *
     * @return the options
     */
    public RelayOptions options() {
        return options;
    }

    /** Whether it makes sense to take letters for it now; a later try may be refused all the same. */
    boolean isReady() {
        return heldUntil.get() - System.nanoTime() <= 0
                && breaker.getState() != CircuitBreaker.State.OPEN
                && breaker.getState() != CircuitBreaker.State.FORCED_OPEN
                && bulkhead.getMetrics().getAvailableConcurrentCalls() > 0;
    }

    /**
     * Tries it once.
     *
     * @return what came of it; empty when a policy kept us away and nothing was tried
     */
    Optional<SubmissionOutcome> submit(Submission submission, Gate gate) {
        if (heldUntil.get() - System.nanoTime() > 0 || !breaker.tryAcquirePermission()) {
            return Optional.empty();
        }
        if (!bulkhead.tryAcquirePermission()) {
            breaker.releasePermission();
            return Optional.empty();
        }
        if (rateLimiter.isPresent() && !rateLimiter.get().acquirePermission()) {
            bulkhead.releasePermission();
            breaker.releasePermission();
            return Optional.empty();
        }
        long start = System.nanoTime();
        SubmissionOutcome outcome = complete(submission, gate, guarded(submission, gate));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        tell(outcome, took);
        listeners.submission(name, outcome, took);
        return Optional.of(outcome);
    }

    private SubmissionOutcome guarded(Submission submission, Gate gate) {
        try {
            return timeLimiter.executeFutureSupplier(() -> io.submit(() -> {
                try {
                    return transport.submit(submission, gate);
                } finally {
                    // a try that was given up still has its connection until it really ends
                    bulkhead.releasePermission();
                }
            }));
        } catch (TimeoutException e) {
            return unfinished(
                    submission, gate, "it took longer than " + options.total().plus(GRACE));
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            LOG.error(
                    "letter {}: the transport of relay {} broke its rule to answer instead of throwing",
                    submission.letter(),
                    name,
                    e);
            return unfinished(submission, gate, "the transport failed: " + e);
        }
    }

    private static SubmissionOutcome unfinished(Submission submission, Gate gate, String reason) {
        return gate.shut()
                ? SubmissionOutcome.forAll(submission, Phase.FINAL, new RecipientOutcome.InDoubt(reason), true)
                : SubmissionOutcome.forAll(
                        submission, Phase.BODY, new RecipientOutcome.Deferred(reason, Optional.empty()), true);
    }

    /** A recipient that the transport forgot is in doubt or deferred, as the gate says; it is never lost. */
    private static SubmissionOutcome complete(Submission submission, Gate gate, SubmissionOutcome outcome) {
        if (!(outcome instanceof Answered answered)
                || answered.recipients().size() == submission.recipients().size()) {
            return outcome;
        }
        Map<Integer, RecipientOutcome> all = new HashMap<>(
                ((Answered) unfinished(submission, gate, "the transport gave no outcome for it")).recipients());
        all.putAll(answered.recipients());
        return new Answered(answered.phase(), all, answered.dsnOffered(), answered.relayAtFault());
    }

    private void tell(SubmissionOutcome outcome, Duration took) {
        if (outcome instanceof RelayUnusable unusable) {
            hold(unusable);
            breaker.releasePermission();
        } else if (outcome instanceof Answered answered && answered.relayAtFault()) {
            breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, new RelayFault(answered.phase()));
        } else {
            timesHeld.set(0);
            breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Spaced further and further, so that a wrong password does not lock the account. */
    private void hold(RelayUnusable unusable) {
        Duration pause = Duration.ofMillis(holds.apply(Math.min(30, timesHeld.incrementAndGet())));
        heldUntil.set(System.nanoTime() + pause.toNanos());
        LOG.error(
                "relay {} cannot be used ({}): {}; letters wait, next try in {}",
                name,
                unusable.phase(),
                unusable.reason(),
                pause);
        listeners.relayHeld(name, unusable.reason(), pause);
    }

    /** What the circuit breaker is told; it never leaves the relay. */
    private static final class RelayFault extends Exception {
        private static final long serialVersionUID = 1;

        RelayFault(Phase phase) {
            super("the relay failed in the phase " + phase, null, false, false);
        }
    }

    /** Closes the transport. */
    @Override
    public void close() {
        try {
            transport.close();
        } catch (RuntimeException e) {
            LOG.warn("relay {}: closing failed; no outcome is changed by it", name, e);
        }
    }
}
