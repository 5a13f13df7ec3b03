package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Permanence;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Enhanced status codes (RFC 3463) and reply codes (RFC 5321) as they stand in fields and in free text. */
public final class StatusCodes {
    private static final int MAX_TEXT = 4000;

    /** Words behind a number that make it an amount. */
    private static final List<String> UNITS = List.of(
            "byte",
            "kb",
            "mb",
            "kbyte",
            "mbyte",
            "hour",
            "minute",
            "second",
            "day",
            "message",
            "recipient",
            "of ",
            "%");

    /** What stands before the words of another host. */
    private static final List<String> QUOTES = List.of("->", "returned '", "smtp;");

    private StatusCodes() {}

    /** The first enhanced status code, of any class, that says more than {@code 5.0.0}; else the first. */
    static Optional<String> enhanced(String text) {
        return enhanced(text, "245");
    }

    /**
     * The first enhanced status code of some classes that says more than {@code 5.0.0}; else the first of them.
     *
     * @param text any words
     * @param classes the digits that it may begin with, among 2, 4 and 5
     * @return the code, if any stands there
     */
    public static Optional<String> enhanced(String text, String classes) {
        Optional<String> first = Optional.empty();
        int end = Math.min(text.length(), MAX_TEXT);
        for (int i = 0; i < end; i++) {
            int to = isFirst(text, i, classes) ? enhancedEnd(text, i) : -1;
            if (to > 0) {
                String code = text.substring(i, to);
                if (saysMore(code)) {
                    return Optional.of(code);
                }
                first = first.or(() -> Optional.of(code));
                i = to;
            }
        }
        return first;
    }

    /** Whether a code says more than its class: nothing is registered below the subject 0. */
    static boolean saysMore(String code) {
        return !code.startsWith(".0.", 1);
    }

    /** Whether a code may be that of a host which only passes on what another one said. */
    static boolean mayWrap(String code) {
        return !saysMore(code) || code.endsWith(".5.0");
    }

    /** What another host said that a diagnostic text quotes as the last, in the ways of Exchange; empty when it quotes none. */
    static Optional<String> quoted(String diagnostic) {
        String text =
                diagnostic.substring(0, Math.min(diagnostic.length(), MAX_TEXT)).toLowerCase(Locale.ROOT);
        int from = QUOTES.stream()
                .mapToInt(sign -> text.lastIndexOf(sign) < 0 ? -1 : text.lastIndexOf(sign) + sign.length())
                .max()
                .orElse(-1);
        return from < 0 ? Optional.empty() : Optional.of(text.substring(from));
    }

    /**
     * Whether what a host said is a refusal, by the reply code in front; other numbers may stand anywhere.
     *
     * @param diagnostic what it said
     * @return true for 4yz and 5yz
     */
    public static boolean beginsWithRefusal(String diagnostic) {
        return diagnostic.length() > 2 && isFirst(diagnostic, 0, "45") && isReply(diagnostic, 0);
    }

    /** Whether a failure is for good, by the most exact code that says so. */
    static Optional<Permanence> permanence(Optional<String> status, Optional<String> diagnostic) {
        return status.filter(code -> !mayWrap(code))
                .flatMap(StatusCodes::ofClass)
                .or(() -> diagnostic.flatMap(StatusCodes::quoted).flatMap(StatusCodes::inText))
                .or(() -> status.filter(StatusCodes::saysMore).flatMap(StatusCodes::ofClass))
                .or(() -> diagnostic.flatMap(StatusCodes::inText))
                .or(() -> status.flatMap(StatusCodes::ofClass));
    }

    /** Whether the codes in free text speak of a failure for good. */
    static Optional<Permanence> inText(String text) {
        return enhanced(text).flatMap(StatusCodes::ofClass).or(() -> reply(text).flatMap(StatusCodes::ofClass));
    }

    /** The first reply code of a refusal. */
    static Optional<String> reply(String text) {
        int end = Math.min(text.length(), MAX_TEXT) - 2;
        for (int i = 0; i < end; i++) {
            if (isFirst(text, i, "45") && isReply(text, i)) {
                return Optional.of(text.substring(i, i + 3));
            }
        }
        return Optional.empty();
    }

    private static boolean isReply(String text, int i) {
        char second = text.charAt(i + 1);
        if (second < '0' || second > '5' || !isDigit(text, i + 2)) {
            return false;
        }
        if (i + 3 >= text.length()) {
            return true;
        }
        char next = text.charAt(i + 3);
        if (next == '-') {
            return !isDigit(text, i + 4) || enhancedEnd(text, i + 4) > 0;
        }
        return !isWord(next) && !(next == '.' && isDigit(text, i + 4)) && !isAmount(text, i + 3);
    }

    /** A number with a unit, or the first part of one with spaces: {@code 512 of 500 MB}, {@code 555 0123}. */
    private static boolean isAmount(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        int word = at;
        while (isDigit(text, at)) {
            at++;
        }
        boolean dotted = at < text.length() && ".-:".indexOf(text.charAt(at)) >= 0 && isDigit(text, at + 1);
        if (word > from && at - word > 2 && !dotted && !(at < text.length() && isWord(text.charAt(at)))) {
            return true;
        }
        return UNITS.stream().anyMatch(unit -> text.regionMatches(true, word, unit, 0, unit.length()));
    }

    /** Whether a code may begin here: it stands alone, or behind a reply code and a dash. */
    private static boolean isFirst(String text, int i, String classes) {
        if (classes.indexOf(text.charAt(i)) < 0 || i == 0) {
            return i == 0 && !text.isEmpty() && classes.indexOf(text.charAt(0)) >= 0;
        }
        char before = text.charAt(i - 1);
        boolean continued =
                before == '-' && i >= 4 && isDigit(text, i - 2) && isDigit(text, i - 3) && isDigit(text, i - 4);
        return continued || (!isWord(before) && before != '.' && before != '-');
    }

    private static int enhancedEnd(String text, int i) {
        if (i + 1 >= text.length() || text.charAt(i + 1) != '.') {
            return -1;
        }
        int subject = digitsEnd(text, i + 2);
        if (subject < 0 || subject >= text.length() || text.charAt(subject) != '.') {
            return -1;
        }
        int end = digitsEnd(text, subject + 1);
        if (end < 0 || end >= text.length()) {
            return end;
        }
        char next = text.charAt(end);
        boolean goesOn = isWord(next) || next == '-' || (next == '.' && isDigit(text, end + 1));
        return goesOn ? -1 : end;
    }

    /** Behind one to three digits, else -1. */
    private static int digitsEnd(String text, int from) {
        int i = from;
        while (isDigit(text, i) && i < from + 4) {
            i++;
        }
        return i == from || i > from + 3 ? -1 : i;
    }

    private static boolean isDigit(String text, int i) {
        return i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }

    private static boolean isWord(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static Optional<Permanence> ofClass(String code) {
        return switch (code.charAt(0)) {
            case '5' -> Optional.of(Permanence.PERMANENT);
            case '4' -> Optional.of(Permanence.TRANSIENT);
            default -> Optional.empty();
        };
    }
}
