package dev.twotick.confirmation;

import dev.twotick.letter.Base32Hex;
import dev.twotick.letter.LetterId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ties a receipt to a letter and a recipient, so that nobody who has not had the letter can make one: key id, letter,
 * recipient, day of expiry and an HMAC over these and the recipient's address. A token that was only parsed proves nothing;
 * {@link TokenKeys#genuine} tells whether it is ours.
 *
 * <p>Written as {@value #LENGTH} characters of {@link Base32Hex}: one byte of key id, ten of letter, two of recipient, two of
 * expiry and ten of HMAC-SHA-256 (80 bits). It is the same on every attempt.
 *
 * @param keyId which key signed it, 0 to 255
 * @param letter the letter
 * @param recipient the recipient's number from 1; {@link #WHOLE_LETTER} stands for the letter as a whole
 * @param expiryDay the last day of its validity, counted from 1970-01-01 in UTC
 * @param mac the HMAC in {@link Base32Hex}
 */
public record Token(int keyId, LetterId letter, int recipient, int expiryDay, String mac) {
    /** Characters of a token: {@value}. */
    public static final int LENGTH = 40;

    /** The number that stands for all recipients together: {@value}. */
    public static final int WHOLE_LETTER = 0;

    static final int MAC_BYTES = 10;

    /** 2020-01-01: days are written from there, so that two bytes last until 2199. */
    private static final int FIRST_DAY = 18_262;

    private static final int CLAIM_BYTES = 15;
    private static final int CLAIM_CHARS = 24;
    private static final Pattern SHAPE = Pattern.compile("(?<![0-9a-vA-V])[0-9a-vA-V]{" + LENGTH + "}(?![0-9a-vA-V])");

    /** The bytes that are signed, beside the address. */
    byte[] claim() {
        return ByteBuffer.allocate(CLAIM_BYTES)
                .put((byte) keyId)
                .put(letter.bytes())
                .putShort((short) recipient)
                .putShort((short) (expiryDay - FIRST_DAY))
                .array();
    }

    /**
     * The token as it is written.
     *
     * @return {@value #LENGTH} characters
     */
    public String text() {
        return Base32Hex.encode(claim()) + mac;
    }

    /**
     * Finds what looks like a token in an address, an envelope id or a Message-ID.
     *
     * @param text any foreign text; only its first 1000 characters are looked at
     * @return the tokens in their order, none of them proven
     */
    public static List<Token> findIn(String text) {
        List<Token> found = new ArrayList<>();
        Matcher shapes = SHAPE.matcher(text.length() > 1000 ? text.substring(0, 1000) : text);
        while (shapes.find()) {
            parse(shapes.group().toLowerCase(Locale.ROOT)).ifPresent(found::add);
        }
        return found;
    }

    private static Optional<Token> parse(String text) {
        byte[] bytes = Base32Hex.decode(text.substring(0, CLAIM_CHARS));
        if (bytes.length != CLAIM_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int keyId = in.get() & 0xFF;
        byte[] letter = new byte[LetterId.BYTES];
        in.get(letter);
        int recipient = in.getShort() & 0xFFFF;
        int expiryDay = (in.getShort() & 0xFFFF) + FIRST_DAY;
        String mac = text.substring(CLAIM_CHARS);
        return Optional.of(new Token(keyId, new LetterId(Base32Hex.encode(letter)), recipient, expiryDay, mac));
    }
}
