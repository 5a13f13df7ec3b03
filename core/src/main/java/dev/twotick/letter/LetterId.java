package dev.twotick.letter;

import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * The name of a letter in the outbox, in tokens and in every output: 80 bits, time first, so that later letters sort after
 * earlier ones. 42 bits count milliseconds since 2020 (until 2159), 38 bits are random.
 *
 * @param value 16 characters of {@link Base32Hex}
 */
public record LetterId(String value) implements Comparable<LetterId> {
    /** Characters of an id: {@value}. */
    public static final int LENGTH = 16;

    /** Bytes of an id: {@value}. */
    public static final int BYTES = 10;

    private static final long EPOCH_2020 = 1_577_836_800_000L;
    private static final int RANDOM_BITS = 38;

    /**
     * Checks the form.
     *
     * @throws InvalidLetterException with the field {@code id} when it is not one of ours
     */
    public LetterId {
        if (value.length() != LENGTH
                || Base32Hex.decode(value).length != BYTES
                || !value.equals(value.toLowerCase(java.util.Locale.ROOT))) {
            throw new InvalidLetterException(
                    "id", Printable.quoted(value) + " is not a letter's id (16 characters of 0-9 and a-v)");
        }
    }

    /**
     * Makes a new id.
     *
     * @param at the time of acceptance
     * @param random a source of unpredictable bits
     * @return the id
     */
    public static LetterId create(Instant at, RandomGenerator random) {
        long millis = Math.max(0, at.toEpochMilli() - EPOCH_2020);
        long low = random.nextLong() & ((1L << RANDOM_BITS) - 1);
        byte[] bytes = new byte[BYTES];
        // 42 + 38 bits: the upper 16 bits of the millisecond, then the lower 26 beside the random part
        long upper = millis >>> 26;
        long lower = ((millis & ((1L << 26) - 1)) << RANDOM_BITS) | low;
        bytes[0] = (byte) (upper >> 8);
        bytes[1] = (byte) upper;
        for (int i = 0; i < 8; i++) {
            bytes[2 + i] = (byte) (lower >> (56 - 8 * i));
        }
        return new LetterId(Base32Hex.encode(bytes));
    }

    /**
     * When the letter was accepted, read from the id.
     *
     * @return the time, to the millisecond
     */
    public Instant acceptedAt() {
        long millis = 0;
        byte[] bytes = bytes();
        for (int i = 0; i < 6; i++) {
            millis = (millis << 8) | (bytes[i] & 0xFF);
        }
        return Instant.ofEpochMilli((millis >>> 6) + EPOCH_2020);
    }

    /**
     * The id as it stands inside a token.
     *
     * @return {@link #BYTES} bytes
     */
    public byte[] bytes() {
        return Base32Hex.decode(value);
    }

    @Override
    public int compareTo(LetterId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
