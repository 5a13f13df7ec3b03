package dev.twotick.transport;

import dev.twotick.letter.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One complete reply of an SMTP server (RFC 5321 section 4.2). The text is foreign: it is made harmless and bounded here, so
 * that it can be logged, stored and shown as it is.
 *
 * @param code 200 to 599; its first digit decides, whatever the enhanced code says
 * @param lines the text of each line, without code, at least one
 */
public record Reply(int code, List<String> lines) {
    private static final int MAX_LINES = 16;
    private static final int MAX_LINE_CHARS = 500;

    /** Greylisting says 4.7.1 and "try again later", and means one recipient; these words mean a sender's rate. */
    private static final Pattern RATES = Pattern.compile(
            "throttl|too many (?!recipients)|too fast|\\brate\\b|limit exceeded|exceeded .*limit|quota of messages");

    /**
     * Makes the text harmless and keeps the first 16 lines.
     *
     * @throws IllegalArgumentException when the code is not of three digits from 200 on
     */
    public Reply {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("reply code " + code);
        }
        List<String> harmless = new ArrayList<>();
        for (String line : lines.subList(0, Math.min(lines.size(), MAX_LINES))) {
            harmless.add(Printable.of(line, MAX_LINE_CHARS));
        }
        lines = harmless.isEmpty() ? List.of("") : List.copyOf(harmless);
    }

    /**
     * Whether the server agreed: any 2yz.
     *
     * @return true for 200 to 299
     */
    public boolean positive() {
        return code < 300;
    }

    /**
     * Whether the server refused for now: any 4yz.
     *
     * @return true for 400 to 499
     */
    public boolean transientNegative() {
        return code >= 400 && code < 500;
    }

    /**
     * Whether the server refused for good: any 5yz.
     *
     * @return true for 500 to 599
     */
    public boolean permanentNegative() {
        return code >= 500;
    }

    /**
     * The enhanced status code at the start of the first line, unless its class contradicts the reply code.
     *
     * @return the code, where there is a consistent one
     */
    public Optional<EnhancedStatus> enhancedStatus() {
        return EnhancedStatus.atStartOf(lines.get(0)).filter(status -> status.statusClass() == code / 100);
    }

    /**
     * Whether its text speaks of a sender's rate or limit, rather than of a letter or a recipient.
     *
     * @return true where some words that are usual for it are found
     */
    public boolean speaksOfRates() {
        return RATES.matcher(text().toLowerCase(Locale.ROOT)).find();
    }

    /**
     * The text of all lines.
     *
     * @return joined by blanks
     */
    public String text() {
        return String.join(" ", lines);
    }

    /** The reply in one line, for example {@code 250 2.0.0 Ok: queued as 4X}. */
    @Override
    public String toString() {
        return (code + " " + text()).stripTrailing();
    }
}
