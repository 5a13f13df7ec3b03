package dev.twotick.dispatch;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;

/**
 * The Resilience4j registries that the relays' policies are kept in, under the relays' names. Handing over an application's
 * own ones lets its dashboards see ours; a policy that is there already under a relay's name is used as it is.
 *
 * @param bulkheads limits submissions at a time
 * @param rateLimiters limits submissions in a period
 * @param circuitBreakers keeps away from a relay that fails
 * @param timeLimiters bounds one submission
 */
public record RelayRegistries(
        BulkheadRegistry bulkheads,
        RateLimiterRegistry rateLimiters,
        CircuitBreakerRegistry circuitBreakers,
        TimeLimiterRegistry timeLimiters) {

    /**
     * New registries of our own.
     *
     * @return the registries
     */
    public static RelayRegistries ofDefaults() {
        return new RelayRegistries(
                BulkheadRegistry.ofDefaults(),
                RateLimiterRegistry.ofDefaults(),
                CircuitBreakerRegistry.ofDefaults(),
                TimeLimiterRegistry.ofDefaults());
    }
}
