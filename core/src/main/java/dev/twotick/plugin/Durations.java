package dev.twotick.plugin;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as settings and flags write them: a whole number and a unit, {@code 200ms}, {@code 5s}, {@code 10m}, {@code 4h}, {@code 5d}. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @param text for example {@code 10m}
     * @return the duration, or empty when it is not of this form
     */
    public static Optional<Duration> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        ChronoUnit unit = UNITS.getOrDefault(form.group(2), ChronoUnit.SECONDS);
        return Optional.of(unit.getDuration().multipliedBy(Long.parseLong(form.group(1))));
    }

    /**
     * Writes a duration in the largest unit that keeps it whole.
     *
     * @param duration not negative; fractions of a millisecond are left out
     * @return for example {@code 4h}
     */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        for (String unit : new String[] {"d", "h", "m", "s"}) {
            long length =
                    UNITS.getOrDefault(unit, ChronoUnit.SECONDS).getDuration().toMillis();
            if (millis >= length && millis % length == 0) {
                return millis / length + unit;
            }
        }
        return millis + "ms";
    }
}
