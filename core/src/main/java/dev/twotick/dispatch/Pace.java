package dev.twotick.dispatch;

import java.time.Duration;

/**
 * How much a relay takes, as it is measured: letters in a batch, and connections at a time. After an outage one connection
 * probes with one letter, and each success allows one more (slow start); a relay that refuses connections while others of ours
 * are open gets fewer for a while. Thread-safe.
 */
final class Pace {
    private static final int MOST_LETTERS = 32;
    private static final Duration BATCH = Duration.ofMillis(500);
    private static final Duration AHEAD = Duration.ofMillis(125);
    private static final int MOST_AHEAD = 256;
    private static final double WEIGHT_OF_NEWS = 0.3;
    private static final Duration CROWDED = Duration.ofMinutes(1);

    private final int connections;
    private final Ticker ticker;
    private double nanosPerLetter;
    private int allowed;
    private int ceiling;
    private long ceilingSince;

    Pace(int connections, Ticker ticker) {
        this.connections = connections;
        this.ticker = ticker;
        this.allowed = connections;
        this.ceiling = connections;
    }

    /** A batch is over. */
    synchronized void took(int letters, Duration time) {
        double news = (double) Math.max(1, time.toNanos()) / letters;
        nanosPerLetter = nanosPerLetter == 0 ? news : WEIGHT_OF_NEWS * news + (1 - WEIGHT_OF_NEWS) * nanosPerLetter;
    }

    /** As many letters as one connection takes in half a second; one while that is not known. */
    synchronized int batchSize() {
        int most = allowed < connections ? Math.min(allowed, MOST_LETTERS) : MOST_LETTERS;
        return (int) Math.max(1, Math.min(most, lettersIn(BATCH)));
    }

    /** How many letters to have ready while all connections are busy: so few that none waits long there. */
    synchronized int ahead() {
        return (int) Math.min(MOST_AHEAD, lettersIn(AHEAD) * connections());
    }

    private double lettersIn(Duration time) {
        return nanosPerLetter == 0 ? 0 : time.toNanos() / nanosPerLetter;
    }

    /** How many connections may be used now. */
    synchronized int connections() {
        if (ceiling < connections && ticker.since(ceilingSince).compareTo(CROWDED) > 0) {
            ceiling++;
            ceilingSince = ticker.nanos();
        }
        return Math.min(allowed, ceiling);
    }

    /** The relay is not to be used for a while; afterwards one connection probes. */
    synchronized void outage() {
        allowed = 1;
    }

    /** It took a letter. */
    synchronized void success() {
        allowed = Math.min(connections, allowed + 1);
    }

    /** It refused a connection while others were open. */
    synchronized void crowded(int open) {
        ceiling = Math.max(1, Math.min(ceiling, open) - 1);
        ceilingSince = ticker.nanos();
    }
}
