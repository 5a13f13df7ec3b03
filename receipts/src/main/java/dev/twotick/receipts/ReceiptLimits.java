package dev.twotick.receipts;

import java.time.Duration;

/**
 * How much of a foreign mail is looked at. What is beyond is not read; the receipt then tells what was found before. Only when the
 * time is over it tells nothing else, since the time that a mail takes is not the same every time.
 *
 * @param bytes bytes of the mail
 * @param parts parts of its structure
 * @param depth parts within parts
 * @param recipients recipients of one report
 * @param headerCharacters characters of one header
 * @param time how long the mail is read
 */
public record ReceiptLimits(int bytes, int parts, int depth, int recipients, int headerCharacters, Duration time) {
    /** Some hundred times what the longest mail takes, so that only a fault of the parser's meets it: 30 s. */
    public static final Duration USUAL_TIME = Duration.ofSeconds(30);

    /** 5 MB, 100 parts, 10 deep, 100,000 recipients, 256 KB of header, and {@link #USUAL_TIME}. */
    public static final ReceiptLimits DEFAULT = new ReceiptLimits(5_000_000, 100, 10, 100_000, 262_144);

    /**
     * Limits with the usual time.
     *
     * @param bytes bytes of the mail
     * @param parts parts of its structure
     * @param depth parts within parts
     * @param recipients recipients of one report
     * @param headerCharacters characters of one header
     */
    public ReceiptLimits(int bytes, int parts, int depth, int recipients, int headerCharacters) {
        this(bytes, parts, depth, recipients, headerCharacters, USUAL_TIME);
    }

    /** Checks that each is positive. */
    public ReceiptLimits {
        if (bytes <= 0 || parts <= 0 || depth <= 0 || recipients <= 0 || headerCharacters <= 0) {
            throw new IllegalArgumentException("each limit is a positive number");
        }
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("the time is positive");
        }
    }
}
