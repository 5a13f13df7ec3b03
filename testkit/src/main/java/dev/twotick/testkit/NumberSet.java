package dev.twotick.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of UIDs or message numbers (RFC 9051 section 9, sequence-set).
 *
 * @param ranges the ranges, each with its lower end first
 */
record NumberSet(List<Range> ranges) {
    /** All from one number to another. */
    record Range(long first, long last) {}

    /**
     * Reads a set such as {@code 2,5:9,12:*}.
     *
     * @param text the set
     * @param highest what {@code *} stands for
     * @throws NumberFormatException for anything else
     */
    static NumberSet parse(String text, long highest) {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            int colon = part.indexOf(':');
            long one = number(colon < 0 ? part : part.substring(0, colon), highest);
            long other = number(part.substring(colon + 1), highest);
            ranges.add(new Range(Math.min(one, other), Math.max(one, other)));
        }
        return new NumberSet(List.copyOf(ranges));
    }

    private static long number(String text, long highest) {
        return text.equals("*") ? highest : Long.parseLong(text);
    }

    boolean contains(long number) {
        return ranges.stream().anyMatch(range -> range.first() <= number && number <= range.last());
    }
}
