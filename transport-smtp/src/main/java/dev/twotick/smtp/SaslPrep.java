package dev.twotick.smtp;

import dev.twotick.smtp.SaslExchange.LoginRefusal;
import java.text.Normalizer;

/**
 * One spelling for names and passwords that look the same (RFC 4013), which SCRAM needs because both sides hash them. Tables
 * of the Java runtime's Unicode stand in for those of Unicode 3.2.
 */
final class SaslPrep {
    private SaslPrep() {}

    /**
     * The prepared text.
     *
     * @throws LoginRefusal when it has characters that neither names nor passwords may have
     */
    static String prepare(String text) throws LoginRefusal {
        StringBuilder mapped = new StringBuilder();
        text.codePoints().filter(c -> !isMappedToNothing(c)).forEach(c -> mapped.appendCodePoint(isSpace(c) ? ' ' : c));
        String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        if (prepared.isEmpty() || prepared.codePoints().anyMatch(SaslPrep::isProhibited) || !keepsDirection(prepared)) {
            throw new LoginRefusal("the user or the password is empty or has characters that SCRAM does not allow (RFC"
                    + " 4013): control characters, private ones, or a mix of writing directions");
        }
        return prepared;
    }

    private static boolean isSpace(int c) {
        return c > 0x7F && Character.getType(c) == Character.SPACE_SEPARATOR;
    }

    /** Table B.1 of RFC 3454. */
    private static boolean isMappedToNothing(int c) {
        return c == 0xAD
                || c == 0x34F
                || c == 0x1806
                || (c >= 0x180B && c <= 0x180D)
                || (c >= 0x200B && c <= 0x200D)
                || c == 0x2060
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFEFF;
    }

    /** Tables C.1.2 to C.9 of RFC 3454, and what is not assigned. */
    private static boolean isProhibited(int c) {
        return isSpace(c)
                || (c >= 0x2FF0 && c <= 0x2FFB)
                || (c >= 0xFFF9 && c <= 0xFFFD)
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.PRIVATE_USE,
                            Character.SURROGATE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> true;
                    default -> false;
                };
    }

    /** A text with characters that run from right to left begins and ends with such, and has no others (RFC 3454 section 6). */
    private static boolean keepsDirection(String text) {
        if (text.codePoints().noneMatch(SaslPrep::runsFromTheRight)) {
            return true;
        }
        return runsFromTheRight(text.codePointAt(0))
                && runsFromTheRight(text.codePointBefore(text.length()))
                && text.codePoints()
                        .noneMatch(c -> Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
    }

    private static boolean runsFromTheRight(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }
}
