package dev.twotick.letter;

/**
 * Base 32 with the extended hex alphabet in lower case and without padding (RFC 4648 section 7). It keeps the order of the
 * bytes and survives mail systems that fold case. Thread-safe.
 */
public final class Base32Hex {
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuv";
    private static final int BITS = 5;

    private Base32Hex() {}

    /**
     * Encodes whole groups.
     *
     * @param bytes a multiple of five bytes, so that no padding is needed
     * @return eight characters for each five bytes
     */
    public static String encode(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length * 8 / BITS);
        int buffer = 0;
        int held = 0;
        for (byte b : bytes) {
            buffer = (buffer << 8) | (b & 0xFF);
            held += 8;
            while (held >= BITS) {
                held -= BITS;
                out.append(ALPHABET.charAt((buffer >> held) & 0x1F));
            }
            buffer &= (1 << held) - 1;
        }
        return out.toString();
    }

    /**
     * Decodes, taking upper case too.
     *
     * @param text a multiple of eight characters
     * @return the bytes, or an empty array when a character or the length is not of this alphabet
     */
    public static byte[] decode(String text) {
        if (text.length() % 8 != 0) {
            return new byte[0];
        }
        byte[] out = new byte[text.length() * BITS / 8];
        int buffer = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = valueOf(text.charAt(i));
            if (value < 0) {
                return new byte[0];
            }
            buffer = (buffer << BITS) | value;
            held += BITS;
            if (held >= 8) {
                held -= 8;
                out[at++] = (byte) (buffer >> held);
                buffer &= (1 << held) - 1;
            }
        }
        return out;
    }

    private static int valueOf(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        char lower = (char) (c | 0x20);
        return lower >= 'a' && lower <= 'v' ? lower - 'a' + 10 : -1;
    }
}
