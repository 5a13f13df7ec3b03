package dev.twotick.dispatch;

import dev.twotick.letter.OnDoubt;
import dev.twotick.plugin.Section;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How the engine works, under the words of the settings.
 *
 * @param onDoubt {@code on-doubt} for letters that say nothing
 * @param doubtWindow {@code doubt.window}: how long proof is looked for before the policy decides
 * @param doubtRetries {@code doubt.retries}: how many doubts of one recipient may be submitted again before it is held
 * @param retryInitial {@code retry.initial}: the least pause after a definite no
 * @param retryMax {@code retry.max}: the longest pause
 * @param retryLifetime {@code retry.lifetime}: how long a letter is tried
 * @param leaseTtl {@code lease.ttl}: how long a worker that is lost keeps others from its letters
 * @param workers {@code dispatch.workers}: submissions at a time, over all relays; 0: as many as the relays' connections
 * @param poll {@code dispatch.poll}: how often the outbox is looked at when nothing happens
 * @param receiptsPoll {@code receipts.poll}: how often sources of evidence are read at least
 * @param drain {@code dispatch.drain}: how long a stop waits for running submissions
 * @param maxAttempts how often a letter is tried at most
 */
public record EngineOptions(
        OnDoubt onDoubt,
        Duration doubtWindow,
        int doubtRetries,
        Duration retryInitial,
        Duration retryMax,
        Duration retryLifetime,
        Duration leaseTtl,
        int workers,
        Duration poll,
        Duration receiptsPoll,
        Duration drain,
        int maxAttempts) {

    /** The keys that {@link #read} understands. */
    public static final Set<String> KEYS = Set.of(
            "on-doubt",
            "doubt.window",
            "doubt.retries",
            "retry.initial",
            "retry.max",
            "retry.lifetime",
            "lease.ttl",
            "dispatch.workers",
            "dispatch.poll",
            "dispatch.drain",
            "receipts.poll");

    /** The words of the doubt policies. */
    public static final Map<String, OnDoubt> DOUBT_WORDS =
            Map.of("resolve", OnDoubt.RESOLVE, "retry", OnDoubt.RETRY, "hold", OnDoubt.HOLD);

    /**
     * Reads the options, with their defaults.
     *
     * @param settings all settings; faults are noted there
     * @return the options
     */
    public static EngineOptions read(Section settings) {
        return new EngineOptions(
                settings.choice("on-doubt", OnDoubt.RESOLVE, DOUBT_WORDS),
                settings.duration("doubt.window", Duration.ofMinutes(15)),
                settings.number("doubt.retries", 1, 0, 100),
                settings.duration("retry.initial", Duration.ofMinutes(1)),
                settings.duration("retry.max", Duration.ofHours(4)),
                settings.duration("retry.lifetime", Duration.ofDays(5)),
                settings.duration("lease.ttl", Duration.ofSeconds(60)),
                settings.number("dispatch.workers", 0, 0, 10_000),
                settings.duration("dispatch.poll", Duration.ofMillis(250)),
                settings.duration("receipts.poll", Duration.ofSeconds(60)),
                settings.duration("dispatch.drain", Duration.ofSeconds(30)),
                Integer.MAX_VALUE);
    }

    /**
     * The same for letters that get one try only.
     *
     * @return a changed copy
     */
    public EngineOptions oneTry() {
        return new EngineOptions(
                OnDoubt.HOLD,
                Duration.ofMillis(1),
                0,
                retryInitial,
                retryMax,
                retryLifetime,
                leaseTtl,
                workers,
                poll,
                receiptsPoll,
                drain,
                1);
    }
}
