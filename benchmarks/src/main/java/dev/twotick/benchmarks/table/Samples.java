package dev.twotick.benchmarks.table;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Figures of which some are to be told: median, percentiles, extremes. Immutable. */
public final class Samples {
    private final double[] sorted;

    private Samples(double[] sorted) {
        this.sorted = sorted;
    }

    /**
     * Takes figures in any order.
     *
     * @param values the figures
     * @return the samples
     */
    public static Samples of(DoubleStream values) {
        double[] sorted = values.toArray();
        Arrays.sort(sorted);
        return new Samples(sorted);
    }

    /**
     * The figure that a share of all does not exceed (nearest rank).
     *
     * @param share from 0 to 1
     * @return NaN when there is no figure
     */
    public double at(double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, Math.min(sorted.length - 1, rank))];
    }

    /**
     * The figure in the middle.
     *
     * @return the mean of two where there is no middle one
     */
    public double median() {
        return sorted.length % 2 == 1
                ? at(0.5)
                : (at(0.5) + (sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2])) / 2;
    }

    /**
     * The least figure.
     *
     * @return NaN when there is no figure
     */
    public double min() {
        return at(0);
    }

    /**
     * The greatest figure.
     *
     * @return NaN when there is no figure
     */
    public double max() {
        return at(1);
    }

    /**
     * How many there are.
     *
     * @return the count
     */
    public int count() {
        return sorted.length;
    }
}
