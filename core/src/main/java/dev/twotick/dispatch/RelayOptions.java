package dev.twotick.dispatch;

import dev.twotick.letter.Printable;
import dev.twotick.plugin.Section;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The policies of one relay, under the words of the settings.
 *
 * @param rank {@code rank}: fail-over goes upwards from the lowest
 * @param connections {@code connections}: submissions at a time
 * @param rate {@code rate}: submissions in a period; empty: no limit
 * @param total {@code timeout.total}: how long one submission may take up to its last dot
 * @param finalReply {@code timeout.final}: how long the relay may take to answer the last dot
 */
public record RelayOptions(
        int rank, int connections, Optional<RateLimiterConfig> rate, Duration total, Duration finalReply) {
    /** The keys that {@link #read} understands within {@code relay.<name>.}, beside the transport's own. */
    public static final Set<String> KEYS =
            Set.of("url", "rank", "connections", "rate", "timeout.total", "timeout.final");

    /** {@code timeout.total} when it is not set. */
    public static final Duration DEFAULT_TOTAL = Duration.ofMinutes(20);

    /** {@code timeout.final} when it is not set (RFC 5321 section 4.5.3.2.6). */
    public static final Duration DEFAULT_FINAL_REPLY = Duration.ofMinutes(10);

    private static final Pattern RATE = Pattern.compile("(\\d{1,6})/(s|m|h)");

    /** The policies of a relay without settings of its own. */
    public static final RelayOptions DEFAULTS =
            new RelayOptions(1, 4, Optional.empty(), DEFAULT_TOTAL, DEFAULT_FINAL_REPLY);

    /**
     * Reads the options of a relay.
     *
     * @param relay the section {@code relay.<name>.}; faults are noted there
     * @return the options
     */
    public static RelayOptions read(Section relay) {
        return new RelayOptions(
                relay.number("rank", DEFAULTS.rank(), 1, 1000),
                relay.number("connections", DEFAULTS.connections(), 1, 1000),
                rate(relay),
                relay.duration("timeout.total", DEFAULT_TOTAL),
                relay.duration("timeout.final", DEFAULT_FINAL_REPLY));
    }

    private static Optional<RateLimiterConfig> rate(Section relay) {
        String text = relay.text("rate").orElse("none");
        if (text.equals("none")) {
            return Optional.empty();
        }
        Matcher rate = RATE.matcher(text);
        if (!rate.matches() || Integer.parseInt(rate.group(1)) == 0) {
            relay.fault("rate", Printable.quoted(text) + " is neither none nor a rate such as 100/s, 30/m or 1000/h");
            return Optional.empty();
        }
        Duration period = switch (rate.group(2)) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            default -> Duration.ofHours(1);
        };
        return Optional.of(RateLimiterConfig.custom()
                .limitForPeriod(Integer.parseInt(rate.group(1)))
                .limitRefreshPeriod(period)
                .timeoutDuration(Duration.ZERO)
                .build());
    }
}
