package dev.twotick.receipts.internal.relaylog;

import dev.twotick.receipts.internal.Digest;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a log was read, and which file that was: known by its first bytes, which hold a time, rather than by its inode, which a
 * file keeps when it is truncated and which another may get.
 *
 * @param offset bytes that are done with
 * @param headLength how many of its first bytes are known
 * @param head their digest
 */
record LogPlace(long offset, int headLength, String head) {
    static final int MAX_HEAD = 256;
    private static final int DIGITS = 32;
    private static final Pattern FORM = Pattern.compile("offset=(\\d{1,18});head=(\\d{1,3}):([0-9a-f]{32})");

    static LogPlace of(long offset, byte[] firstBytes) {
        int length = (int) Math.min(Math.min(MAX_HEAD, offset), firstBytes.length);
        return new LogPlace(offset, length, digest(firstBytes, length));
    }

    static Optional<LogPlace> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(
                        new LogPlace(Long.parseLong(form.group(1)), Integer.parseInt(form.group(2)), form.group(3)))
                : Optional.empty();
    }

    String text() {
        return "offset=" + offset + ";head=" + headLength + ":" + head;
    }

    /** Whether a file that begins so may be the one. */
    boolean isIn(byte[] firstBytes) {
        return firstBytes.length >= headLength && digest(firstBytes, headLength).equals(head);
    }

    private static String digest(byte[] bytes, int length) {
        return Digest.sha256(Arrays.copyOf(bytes, length)).substring(0, DIGITS);
    }
}
