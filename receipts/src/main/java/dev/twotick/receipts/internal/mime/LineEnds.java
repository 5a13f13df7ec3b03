package dev.twotick.receipts.internal.mime;

/** Ends of lines that no standard of mail knows. */
public final class LineEnds {
    private LineEnds() {}

    /**
     * Makes a mail readable whose lines all end with a bare CR.
     *
     * @param bytes a mail
     * @return the same where a LF stands anywhere, else a copy with LF for CR
     */
    public static byte[] whole(byte[] bytes) {
        for (byte b : bytes) {
            if (b == '\n') {
                return bytes;
            }
        }
        byte[] copy = bytes.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] = copy[i] == '\r' ? (byte) '\n' : copy[i];
        }
        return copy;
    }
}
