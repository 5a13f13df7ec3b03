package dev.twotick.letter;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a letter is to be treated on its way: its turn in the outbox, and what its relay is asked for beside the usual. What a
 * relay does not offer is told with the submission and never silently dropped. Immutable; every {@code with} gives a changed
 * copy.
 *
 * @param tenant whose letter it is; tenants take turns, so that a million letters of one do not delay one letter of another.
 *     Up to {@value #MAX_TENANT} letters, digits, dots, hyphens and underscores; empty for the common one
 * @param priority from -9 to 9, 0 is usual (RFC 6710): decides the share of turns in the outbox, and goes to a relay that
 *     offers MT-PRIORITY
 * @param notBefore kept in the outbox until then
 * @param requireTls refuse every path without verified TLS (RFC 8689); a relay without REQUIRETLS is not given the letter
 * @param deliverBy the relay is to deliver within this time or to act as said (RFC 2852)
 * @param releaseAt the relay is to keep it until then (RFC 4865)
 */
public record Handling(
        String tenant,
        int priority,
        Optional<Instant> notBefore,
        boolean requireTls,
        Optional<DeliverBy> deliverBy,
        Optional<Instant> releaseAt) {
    private static final int MAX_TENANT = 64;
    private static final int MAX_PRIORITY = 9;
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9._-]*");

    /** Nothing special. */
    public static final Handling USUAL =
            new Handling("", 0, Optional.empty(), false, Optional.empty(), Optional.empty());

    /**
     * A time limit for the way beyond our relay (RFC 2852).
     *
     * @param within counted from the submission; at least a second, at most 999,999,999 seconds
     * @param orReturn true: what is late is returned as undeliverable ({@code R}); false: it is delivered all the same, and a
     *     report says that it was late ({@code N})
     */
    public record DeliverBy(Duration within, boolean orReturn) {
        private static final long MOST_SECONDS = 999_999_999;

        /**
         * Checks the range.
         *
         * @throws InvalidLetterException with the field {@code deliverBy}
         */
        public DeliverBy {
            if (within.toSeconds() < 1 || within.toSeconds() > MOST_SECONDS) {
                throw new InvalidLetterException("deliverBy", "must be from 1 to " + MOST_SECONDS + " seconds");
            }
        }
    }

    /**
     * Checks the values.
     *
     * @throws InvalidLetterException with the field {@code tenant} or {@code priority}
     */
    public Handling {
        if (tenant.length() > MAX_TENANT || !TENANT.matcher(tenant).matches()) {
            throw new InvalidLetterException(
                    "tenant", "must have at most " + MAX_TENANT + " letters, digits, dots, hyphens and underscores");
        }
        if (Math.abs(priority) > MAX_PRIORITY) {
            throw new InvalidLetterException("priority", "must be from -9 to 9");
        }
    }

    /**
     * With another tenant.
     *
     * @param other the tenant
     * @return a changed copy
     */
    public Handling withTenant(String other) {
        return new Handling(other, priority, notBefore, requireTls, deliverBy, releaseAt);
    }

    /**
     * With another priority.
     *
     * @param other from -9 to 9
     * @return a changed copy
     */
    public Handling withPriority(int other) {
        return new Handling(tenant, other, notBefore, requireTls, deliverBy, releaseAt);
    }

    /**
     * Kept in the outbox for a while.
     *
     * @param time until when
     * @return a changed copy
     */
    public Handling withNotBefore(Instant time) {
        return new Handling(tenant, priority, Optional.of(time), requireTls, deliverBy, releaseAt);
    }

    /**
     * Over verified TLS only.
     *
     * @return a changed copy
     */
    public Handling withRequireTls() {
        return new Handling(tenant, priority, notBefore, true, deliverBy, releaseAt);
    }

    /**
     * With a time limit for the way beyond our relay.
     *
     * @param limit the limit
     * @return a changed copy
     */
    public Handling withDeliverBy(DeliverBy limit) {
        return new Handling(tenant, priority, notBefore, requireTls, Optional.of(limit), releaseAt);
    }

    /**
     * Kept by the relay for a while.
     *
     * @param time until when
     * @return a changed copy
     */
    public Handling withReleaseAt(Instant time) {
        return new Handling(tenant, priority, notBefore, requireTls, deliverBy, Optional.of(time));
    }
}
