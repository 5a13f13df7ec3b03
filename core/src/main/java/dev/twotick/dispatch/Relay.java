package dev.twotick.dispatch;

import dev.twotick.transport.Phase;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.SubmissionOutcome.RelayUnusable;
import dev.twotick.transport.Transport;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One submission server: a transport behind its policies. Bulkhead, rate limiter and circuit breaker decide whether it may be
 * tried, the time limiter bounds a try, and no retry stands anywhere here. Thread-safe.
 */
public final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    /** The transport has the same deadlines and knows more; it gets the chance to speak first. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final String name;
    private final RelayOptions options;
    private final Transport transport;
    private final Listeners listeners;
    private final Turnstile turnstile;
    private final Optional<RateLimiter> rateLimiter;
    private final CircuitBreaker breaker;
    private final TimeLimiter timeLimiter;
    private final Rest rest;
    private final Pace pace;
    private volatile Optional<String> heldByOperator = Optional.empty();

    /**
     * Puts policies around a transport.
     *
     * @param name the relay's configured name
     * @param options its policies
     * @param transport carries the submissions; closed with the relay
     * @param registries where the policies are kept
     * @param listeners hear of every try
     */
    public Relay(
            String name, RelayOptions options, Transport transport, RelayRegistries registries, Listeners listeners) {
        this(name, options, transport, registries, listeners, Ticker.SYSTEM);
    }

    Relay(
            String name,
            RelayOptions options,
            Transport transport,
            RelayRegistries registries,
            Listeners listeners,
            Ticker ticker) {
        this.name = name;
        this.options = options;
        this.transport = transport;
        this.listeners = listeners;
        this.rest = new Rest(ticker);
        this.pace = new Pace(options.connections(), ticker);
        BulkheadConfig bulkhead = BulkheadConfig.custom()
                .maxConcurrentCalls(options.connections())
                .maxWaitDuration(Duration.ZERO)
                .build();
        this.turnstile = new Turnstile(registries.bulkheads().bulkhead(name, () -> bulkhead), ticker);
        this.rateLimiter = options.rate().map(rate -> registries.rateLimiters().rateLimiter(name, rate));
        this.breaker = registries.circuitBreakers().circuitBreaker(name, () -> breakerConfig(options, ticker));
        TimeLimiterConfig limit =
                TimeLimiterConfig.custom().timeoutDuration(limit(options)).build();
        this.timeLimiter = registries.timeLimiters().timeLimiter(name, () -> limit);
    }

    /** Slowness is no fault: a relay that scans every letter for a minute still takes them all. */
    private static CircuitBreakerConfig breakerConfig(RelayOptions options, Ticker ticker) {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(10)
                .minimumNumberOfCalls(5)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitDurationInOpenState(Duration.ofSeconds(10))
                .clock(ticker.clock())
                .slowCallDurationThreshold(limit(options).plus(GRACE))
                .build();
    }

    private static Duration limit(RelayOptions options) {
        return options.total().plus(options.finalReply()).plus(GRACE);
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

    Transport transport() {
        return transport;
    }

    /** How long a submission may take. */
    Duration limit() {
        return timeLimiter.getTimeLimiterConfig().getTimeoutDuration();
    }

    /** Whether it is left alone for a while, so that the next relay is to be tried; a busy relay is not away. */
    boolean isAway() {
        return heldByOperator.isPresent()
                || rest.isOn()
                || breaker.getState() == CircuitBreaker.State.FORCED_OPEN
                || staysOpen();
    }

    /** A breaker that is open lets itself be asked for a probe; without a scheduler nothing else ends its being open. */
    private boolean staysOpen() {
        if (breaker.getState() != CircuitBreaker.State.OPEN) {
            return false;
        }
        pace.outage();
        if (breaker.tryAcquirePermission()) {
            breaker.releasePermission();
            return false;
        }
        rest.afterRefusal();
        return true;
    }

    /** How many connections it makes sense to begin with now. */
    int freeConnections() {
        if (isAway()) {
            return 0;
        }
        int most = isProbed() ? 1 : pace.connections();
        return Math.max(0, Math.min(turnstile.free(), most - turnstile.inside()));
    }

    private boolean isProbed() {
        return breaker.getState() == CircuitBreaker.State.HALF_OPEN;
    }

    /** How many letters its rate allows now. */
    int allowedByRate() {
        return rateLimiter
                .map(limiter -> Math.max(0, limiter.getMetrics().getAvailablePermissions()))
                .orElse(Integer.MAX_VALUE);
    }

    int batchSize() {
        return isProbed() ? 1 : pace.batchSize();
    }

    int ahead() {
        return isAway() ? 0 : pace.ahead();
    }

    /** Takes a connection for a party, which gives it back by {@link #leave}. */
    boolean enter(Runnable party) {
        return freeConnections() > 0 && turnstile.enter(party);
    }

    /** Whether somebody who has a connection may use it for the next batch, too. */
    boolean mayStay(Runnable party) {
        return !isAway()
                && !isProbed()
                && turnstile.inside() <= pace.connections()
                && !turnstile.isWantedByOthers(party);
    }

    void leave() {
        turnstile.exit();
    }

    void want(Runnable party) {
        turnstile.want(party);
    }

    void wantNoMore(Runnable party) {
        turnstile.leave(party);
    }

    /** Asks breaker and rate limiter for one letter; what came of it is told by {@link #tell}. */
    boolean mayTry() {
        if (!breaker.tryAcquirePermission()) {
            rest.afterRefusal();
            return false;
        }
        if (rateLimiter.isPresent() && !rateLimiter.get().acquirePermission()) {
            breaker.releasePermission();
            return false;
        }
        return true;
    }

    /** Hears what came of a letter that {@link #mayTry} allowed. */
    void tell(SubmissionOutcome outcome, Duration took) {
        listeners.submission(name, outcome, took);
        if (outcome instanceof RelayUnusable unusable) {
            breaker.releasePermission();
            hold(unusable);
        } else if (outcome instanceof Answered answered) {
            answered(answered, took);
        } else {
            breaker.releasePermission();
        }
    }

    private void answered(Answered answered, Duration took) {
        boolean throttled = Throttling.isIn(answered);
        if (throttled) {
            throttled(answered);
        }
        if (answered.relayAtFault()) {
            breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, new RelayFault(answered.phase()));
        } else {
            breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
        }
        if (answered.phase() == Phase.DONE && !answered.relayAtFault() && !throttled) {
            timeLimiter.onSuccess();
            rest.forget();
            pace.success();
        }
    }

    /** Told when a letter that {@link #mayTry} allowed was not tried. */
    void untried() {
        breaker.releasePermission();
    }

    /** Told when a submission was given up because it took too long. */
    void timedOut() {
        timeLimiter.onError(new TimeoutException("a submission to " + name + " took longer than " + limit()));
    }

    /** One connection too many is no reason to leave those alone that work. */
    private void throttled(Answered answered) {
        int open = turnstile.inside();
        if (answered.phase().compareTo(Phase.EHLO) <= 0 && open > 1) {
            pace.crowded(open);
            return;
        }
        pace.outage();
        rest.afterThrottling()
                .ifPresent(pause -> LOG.warn("relay {} asks for fewer letters; it is left alone for {}", name, pause));
    }

    private void hold(RelayUnusable unusable) {
        pace.outage();
        rest.afterFault().ifPresent(pause -> {
            LOG.error(
                    "relay {} cannot be used ({}): {}; letters wait, next try in {}",
                    name,
                    unusable.phase(),
                    unusable.reason(),
                    pause);
            listeners.relayHeld(name, unusable.reason(), pause);
        });
    }

    /** Hears how many letters a connection took in which time. */
    void took(int letters, Duration time) {
        pace.took(letters, time);
    }

    /** Keeps letters away until the operator releases it. */
    void holdFor(Optional<String> reason) {
        if (!reason.equals(heldByOperator)) {
            heldByOperator = reason;
            LOG.warn(
                    "relay {}: {}",
                    name,
                    reason.map(why -> "held by the operator: " + why).orElse("released by the operator"));
            if (reason.isPresent()) {
                pace.outage();
            }
        }
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
