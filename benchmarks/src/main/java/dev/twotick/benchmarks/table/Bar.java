package dev.twotick.benchmarks.table;

import java.util.Locale;

/**
 * A figure and what it should be.
 *
 * @param what the figure's name
 * @param value what was measured
 * @param wanted what it should be
 * @param atLeast whether it should be that or more, rather than that or less
 */
public record Bar(String what, double value, double wanted, boolean atLeast) {
    /**
     * A figure that should be high.
     *
     * @param what its name
     * @param value what was measured
     * @param wanted what it should be at least
     * @return the bar
     */
    public static Bar atLeast(String what, double value, double wanted) {
        return new Bar(what, value, wanted, true);
    }

    /**
     * A figure that should be low.
     *
     * @param what its name
     * @param value what was measured
     * @param wanted what it should be at most
     * @return the bar
     */
    public static Bar atMost(String what, double value, double wanted) {
        return new Bar(what, value, wanted, false);
    }

    /**
     * Whether it is as it should be.
     *
     * @return false also for a figure that could not be measured
     */
    public boolean met() {
        return atLeast ? value >= wanted : value <= wanted;
    }

    /**
     * One line for people.
     *
     * @return with the figure, the bar and whether it is met
     */
    public String text() {
        String sign = atLeast ? "≥" : "≤";
        return (met() ? "met     " : "NOT MET ") + what + ": " + number(value) + " (" + sign + " " + number(wanted)
                + ")";
    }

    /**
     * A figure with as many digits as tell something.
     *
     * @param value the figure
     * @return for example {@code 0.042}, {@code 3.71}, {@code 48.5} or {@code 57080}
     */
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        String format = size >= 1000 ? "%.0f" : size >= 20 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
