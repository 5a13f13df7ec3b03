package dev.twotick.dispatch;

import dev.twotick.letter.OnDoubt;
import dev.twotick.outbox.Retention;
import dev.twotick.plugin.Section;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How the engine works, under the words of the settings.
 *
 * @param doubts what to do in doubt
 * @param retries what to do after a definite no
 * @param pace how much at a time, and how often to look
 * @param keeping how much the outbox keeps, and how long
 */
public record EngineOptions(Doubts doubts, Retries retries, Pace pace, Keeping keeping) {
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
            "receipts.poll",
            "retention.bodies",
            "retention.letters",
            "retention.tombstones",
            "queue.limit");

    private static final int DEFAULT_QUEUE_LIMIT = 2_000_000;

    /** The words of the doubt policies. */
    public static final Map<String, OnDoubt> DOUBT_WORDS =
            Map.of("resolve", OnDoubt.RESOLVE, "retry", OnDoubt.RETRY, "hold", OnDoubt.HOLD);

    /**
     * What to do in doubt.
     *
     * @param policy {@code on-doubt} for letters that say nothing
     * @param window {@code doubt.window}: how long proof is looked for before the policy decides
     * @param allowed {@code doubt.retries}: how many doubts of one recipient may be submitted again before it is held
     */
    public record Doubts(OnDoubt policy, Duration window, int allowed) {}

    /**
     * What to do after a definite no.
     *
     * @param initial {@code retry.initial}: the least pause
     * @param max {@code retry.max}: the longest pause
     * @param lifetime {@code retry.lifetime}: how long a letter is tried
     * @param attempts how often it is tried at most
     */
    public record Retries(Duration initial, Duration max, Duration lifetime, int attempts) {}

    /**
     * How much at a time, and how often to look.
     *
     * @param workers {@code dispatch.workers}: submissions at a time, over all relays; 0: as many as the relays' connections
     * @param leaseTtl {@code lease.ttl}: how long a worker that is lost keeps others from its letters
     * @param poll {@code dispatch.poll}: how often the outbox is looked at for what became due, and for what came
     *     from another process or in a caller's transaction
     * @param receiptsPoll {@code receipts.poll}: how often sources of evidence are read at least
     * @param drain {@code dispatch.drain}: how long a stop waits for running submissions
     */
    public record Pace(int workers, Duration leaseTtl, Duration poll, Duration receiptsPoll, Duration drain) {}

    /**
     * How much the outbox keeps, and how long.
     *
     * @param retention {@code retention.bodies}, {@code retention.letters}, {@code retention.tombstones}: counted from a
     *     letter's end
     * @param queueLimit {@code queue.limit}: how many recipients may wait for their submission before letters are refused
     */
    public record Keeping(Retention retention, long queueLimit) {}

    /**
     * Reads the options, with their defaults.
     *
     * @param settings all settings; faults are noted there
     * @return the options
     */
    public static EngineOptions read(Section settings) {
        return new EngineOptions(
                new Doubts(
                        settings.choice("on-doubt", OnDoubt.RESOLVE, DOUBT_WORDS),
                        settings.duration("doubt.window", Duration.ofMinutes(15)),
                        settings.number("doubt.retries", 1, 0, 100)),
                new Retries(
                        settings.duration("retry.initial", Duration.ofMinutes(1)),
                        settings.duration("retry.max", Duration.ofHours(4)),
                        settings.duration("retry.lifetime", Duration.ofDays(5)),
                        Integer.MAX_VALUE),
                new Pace(
                        settings.number("dispatch.workers", 0, 0, 10_000),
                        settings.duration("lease.ttl", Duration.ofSeconds(60)),
                        settings.duration("dispatch.poll", Duration.ofMillis(250)),
                        settings.duration("receipts.poll", Duration.ofSeconds(60)),
                        settings.duration("dispatch.drain", Duration.ofSeconds(30))),
                new Keeping(
                        retention(settings),
                        settings.number("queue.limit", DEFAULT_QUEUE_LIMIT, 1, Integer.MAX_VALUE)));
    }

    private static Retention retention(Section settings) {
        Duration bodies = settings.duration("retention.bodies", Retention.USUAL.bodies());
        Duration letters = settings.duration("retention.letters", Retention.USUAL.letters());
        Duration tombstones = settings.duration("retention.tombstones", Retention.USUAL.tombstones());
        try {
            return new Retention(bodies, letters, tombstones);
        } catch (IllegalArgumentException e) {
            settings.fault("retention.bodies", "is at odds with the others: " + e.getMessage());
            return Retention.USUAL;
        }
    }

    /**
     * The same for letters that get one try only and are never submitted twice.
     *
     * @return a changed copy
     */
    public EngineOptions oneTry() {
        return new EngineOptions(
                new Doubts(OnDoubt.HOLD, Duration.ofMillis(1), 0),
                new Retries(retries.initial(), retries.max(), retries.lifetime(), 1),
                pace,
                keeping);
    }
}
