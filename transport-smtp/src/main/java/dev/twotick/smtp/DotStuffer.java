package dev.twotick.smtp;

/**
 * Doubles the dot at a line's start (RFC 5321 section 4.5.2). It lets no bare CR or LF pass: a relay that took one for a line
 * end would find commands in the letter. Used by one thread.
 */
final class DotStuffer {
    private boolean lineStart = true;
    private boolean afterCr;

    /**
     * Stuffs a block.
     *
     * @param out twice as long as the block
     * @return how many octets of out are filled
     * @throws UnreadableLetterException for a bare CR or LF, which no letter that was accepted has
     */
    int stuff(byte[] block, int length, byte[] out) throws UnreadableLetterException {
        int filled = 0;
        for (int i = 0; i < length; i++) {
            byte octet = block[i];
            if (afterCr != (octet == '\n')) {
                throw bareLineEnd();
            }
            if (lineStart && octet == '.') {
                out[filled++] = '.';
            }
            out[filled++] = octet;
            lineStart = octet == '\n';
            afterCr = octet == '\r';
        }
        return filled;
    }

    /**
     * Whether the letter so far ends in CRLF or is empty, so that the dot may follow.
     *
     * @throws UnreadableLetterException when it ends in a bare CR
     */
    boolean atLineStart() throws UnreadableLetterException {
        if (afterCr) {
            throw bareLineEnd();
        }
        return lineStart;
    }

    private static UnreadableLetterException bareLineEnd() {
        return new UnreadableLetterException("it has a line end that is not CRLF");
    }
}
