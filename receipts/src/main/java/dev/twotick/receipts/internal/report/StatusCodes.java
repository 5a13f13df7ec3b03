package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Permanence;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Enhanced status codes (RFC 3463) and reply codes (RFC 5321) as they stand in fields and in free text. */
final class StatusCodes {
    private static final int MAX_TEXT = 4000;
    private static final Pattern ENHANCED =
            Pattern.compile("(?<![\\w.-])([245])\\.(\\d{1,3})\\.(\\d{1,3})(?![\\w-]|\\.\\d)");
    private static final Pattern REPLY = Pattern.compile("(?<![\\w.-])([45])[0-5]\\d(?![\\w-]|\\.\\d)");

    private StatusCodes() {}

    /** The first enhanced status code, of any class. */
    static Optional<String> enhanced(String text) {
        Matcher code = ENHANCED.matcher(cut(text));
        return code.find() ? Optional.of(code.group()) : Optional.empty();
    }

    /** Whether a failure is for good, by the most exact code that says so. */
    static Optional<Permanence> permanence(Optional<String> status, Optional<String> diagnostic) {
        Optional<String> exact = status.filter(code -> !code.endsWith(".0.0"));
        return exact.flatMap(StatusCodes::ofClass)
                .or(() -> diagnostic.flatMap(StatusCodes::inText))
                .or(() -> status.flatMap(StatusCodes::ofClass));
    }

    /** Whether free text speaks of a failure for good. */
    static Optional<Permanence> inText(String text) {
        Optional<Permanence> enhanced = enhanced(text).flatMap(StatusCodes::ofClass);
        if (enhanced.isPresent()) {
            return enhanced;
        }
        Matcher reply = REPLY.matcher(cut(text));
        return reply.find() ? ofClass(reply.group()) : Optional.empty();
    }

    private static Optional<Permanence> ofClass(String code) {
        return switch (code.charAt(0)) {
            case '5' -> Optional.of(Permanence.PERMANENT);
            case '4' -> Optional.of(Permanence.TRANSIENT);
            default -> Optional.empty();
        };
    }

    private static String cut(String text) {
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }
}
