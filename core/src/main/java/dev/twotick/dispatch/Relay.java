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
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One submission server: a transport behind its policies. Bulkhead, rate limiter and circuit breaker decide whether it may be
 * tried, the time limiter bounds the try, and no retry stands anywhere here. Thread-safe.
 */
public final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    /** The transport has the same total deadline and knows more; it gets the chance to speak first. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** How long nobody asks again after a policy said no, so that letters do not go round and round. */
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(1);

    private static final Duration FIRST_HOLD = Duration.ofSeconds(30);
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(15);
    private static final int MANY_HOLDS = 30;

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
    private final Ticker ticker;
    private final AtomicLong restUntil;
    private int timesHeld;

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
        this(name, options, transport, registries, io, listeners, Ticker.SYSTEM);
    }

    Relay(
            String name,
            RelayOptions options,
            Transport transport,
            RelayRegistries registries,
            ExecutorService io,
            Listeners listeners,
            Ticker ticker) {
        this.name = name;
        this.options = options;
        this.transport = transport;
        this.io = io;
        this.listeners = listeners;
        this.ticker = ticker;
        this.restUntil = new AtomicLong(ticker.nanos());
        this.bulkhead = registries
                .bulkheads()
                .bulkhead(
                        name,
                        () -> BulkheadConfig.custom()
                                .maxConcurrentCalls(options.connections())
                                .maxWaitDuration(Duration.ZERO)
                                .build());
        this.rateLimiter = options.rate().map(rate -> registries.rateLimiters().rateLimiter(name, rate));
        this.breaker = registries.circuitBreakers().circuitBreaker(name, () -> breakerConfig(options, ticker));
        this.timeLimiter = registries
                .timeLimiters()
                .timeLimiter(
                        name,
                        () -> TimeLimiterConfig.custom()
                                .timeoutDuration(options.total().plus(GRACE))
                                .build());
    }

    /** Slowness is no fault: a relay that scans every letter for a minute still takes them all. */
    private static CircuitBreakerConfig breakerConfig(RelayOptions options, Ticker ticker) {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(10)
                .minimumNumberOfCalls(5)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitDurationInOpenState(Duration.ofSeconds(10))
                .clock(ticker.clock())
                .slowCallDurationThreshold(options.total().plus(GRACE).plus(GRACE))
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

    /** Whether it is left alone for a while, so that the next relay is to be tried; a busy relay is not away. */
    boolean isAway() {
        return rests() || breaker.getState() == CircuitBreaker.State.FORCED_OPEN || staysOpen();
    }

    /** A breaker that is open lets itself be asked for a probe; without a scheduler nothing else ends its being open. */
    private boolean staysOpen() {
        if (breaker.getState() != CircuitBreaker.State.OPEN) {
            return false;
        }
        if (breaker.tryAcquirePermission()) {
            breaker.releasePermission();
            return false;
        }
        rest(AFTER_REFUSAL);
        return true;
    }

    /** How many submissions it makes sense to begin now; a later try may be refused all the same. */
    int room() {
        if (isAway()) {
            return 0;
        }
        int free = bulkhead.getMetrics().getAvailableConcurrentCalls();
        int allowed = rateLimiter
                .map(limiter -> limiter.getMetrics().getAvailablePermissions())
                .orElse(free);
        if (breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
            return free == options.connections() ? Math.min(1, allowed) : 0;
        }
        return Math.max(0, Math.min(free, allowed));
    }

    private boolean rests() {
        return restUntil.get() - ticker.nanos() > 0;
    }

    private void rest(Duration pause) {
        long until = ticker.nanos() + pause.toNanos();
        restUntil.updateAndGet(now -> until - now > 0 ? until : now);
    }

    /**
     * Tries it once.
     *
     * @param late hears what the transport says after the time limiter gave it up
     * @return what came of it; empty when a policy kept us away and nothing was tried
     */
    Optional<SubmissionOutcome> submit(Submission submission, Gate gate, Consumer<Answered> late) {
        if (rests() || !mayTry()) {
            return Optional.empty();
        }
        long start = ticker.nanos();
        SubmissionOutcome outcome = complete(submission, gate, limited(submission, gate, late));
        Duration took = ticker.since(start);
        tell(outcome, took);
        listeners.submission(name, outcome, took);
        return Optional.of(outcome);
    }

    private boolean mayTry() {
        if (!breaker.tryAcquirePermission()) {
            rest(AFTER_REFUSAL);
            return false;
        }
        if (!bulkhead.tryAcquirePermission()) {
            breaker.releasePermission();
            return false;
        }
        if (rateLimiter.isPresent() && !rateLimiter.get().acquirePermission()) {
            bulkhead.releasePermission();
            breaker.releasePermission();
            return false;
        }
        return true;
    }

    private SubmissionOutcome limited(Submission submission, Gate gate, Consumer<Answered> late) {
        try {
            return timeLimiter.executeFutureSupplier(() -> begin(submission, gate, late));
        } catch (TimeoutException e) {
            return unfinished(
                    submission, gate, "it took longer than " + options.total().plus(GRACE), true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unfinished(submission, gate, "it was broken off, since this process ends", false);
        } catch (Throwable t) {
            // an Error too: whatever a transport does, the relay's permits and the letter's outcome must not be lost
            LOG.error(
                    "letter {}: the transport of relay {} broke its rule to answer instead of throwing",
                    submission.letter(),
                    name,
                    t);
            return unfinished(submission, gate, "the transport failed: " + t, true);
        }
    }

    private Future<SubmissionOutcome> begin(Submission submission, Gate gate, Consumer<Answered> late) {
        try {
            return io.submit(() -> {
                try {
                    SubmissionOutcome outcome = transport.submit(submission, gate);
                    if (gate.isGivenUp() && outcome instanceof Answered answered) {
                        late.accept(answered);
                    }
                    return outcome;
                } finally {
                    // a try that was given up still has its connection until it really ends
                    bulkhead.releasePermission();
                }
            });
        } catch (RuntimeException | Error e) {
            bulkhead.releasePermission();
            throw e;
        }
    }

    private static Answered unfinished(Submission submission, Gate gate, String reason, boolean relayAtFault) {
        return gate.giveUp()
                ? SubmissionOutcome.forAll(submission, Phase.FINAL, new RecipientOutcome.InDoubt(reason), relayAtFault)
                : SubmissionOutcome.forAll(
                        submission, Phase.BODY, new RecipientOutcome.Deferred(reason, Optional.empty()), relayAtFault);
    }

    /** What the transport says is believed as far as the gate allows: past it, only a reply for each recipient will do. */
    private static SubmissionOutcome complete(Submission submission, Gate gate, SubmissionOutcome outcome) {
        if (!(outcome instanceof Answered answered)) {
            return gate.isCrossed()
                    ? unfinished(submission, gate, "the transport gave up after the last dot may have left", true)
                    : outcome;
        }
        Map<Integer, RecipientOutcome> all = new HashMap<>();
        for (Submission.Recipient recipient : submission.recipients()) {
            RecipientOutcome known = answered.recipients().get(recipient.number());
            all.put(recipient.number(), known != null ? known : forgotten(gate));
        }
        return new Answered(
                answered.phase(), all, answered.dsnOffered(), answered.relayAtFault(), answered.notOffered());
    }

    private static RecipientOutcome forgotten(Gate gate) {
        String reason = "the transport gave no outcome for it";
        return gate.isCrossed()
                ? new RecipientOutcome.InDoubt(reason)
                : new RecipientOutcome.Deferred(reason, Optional.empty());
    }

    private void tell(SubmissionOutcome outcome, Duration took) {
        if (outcome instanceof RelayUnusable unusable) {
            breaker.releasePermission();
            hold(unusable);
        } else if (outcome instanceof Answered answered && answered.relayAtFault()) {
            breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, new RelayFault(answered.phase()));
        } else {
            breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
            forgetHolds();
        }
    }

    private synchronized void forgetHolds() {
        timesHeld = 0;
    }

    /** Spaced further and further, so that a wrong password does not lock the account; tries in parallel count once. */
    private synchronized void hold(RelayUnusable unusable) {
        if (rests()) {
            return;
        }
        timesHeld = Math.min(MANY_HOLDS, timesHeld + 1);
        Duration pause = Duration.ofMillis(holds.apply(timesHeld));
        rest(pause);
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
