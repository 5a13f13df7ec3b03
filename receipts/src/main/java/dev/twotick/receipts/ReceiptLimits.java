package dev.twotick.receipts;

/**
 * How much of a foreign mail is looked at. What is beyond is not read; the receipt then tells what was found before.
 *
 * @param bytes bytes of the mail
 * @param parts parts of its structure
 * @param depth parts within parts
 * @param recipients recipients of one report
 * @param headerCharacters characters of one header
 */
public record ReceiptLimits(int bytes, int parts, int depth, int recipients, int headerCharacters) {
    /** 5 MB, 100 parts, 10 deep, 100,000 recipients and 256 KB of header. */
    public static final ReceiptLimits DEFAULT = new ReceiptLimits(5_000_000, 100, 10, 100_000, 262_144);

    /** Checks that each is positive. */
    public ReceiptLimits {
        if (bytes <= 0 || parts <= 0 || depth <= 0 || recipients <= 0 || headerCharacters <= 0) {
            throw new IllegalArgumentException("each limit is a positive number");
        }
    }
}
