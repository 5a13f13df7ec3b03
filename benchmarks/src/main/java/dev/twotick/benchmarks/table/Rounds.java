package dev.twotick.benchmarks.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What came out of the rounds that several entrants ran in turn: figures by entrant and round, of which {@code rate},
 * {@code letters} and {@code cpu} are known here. Used by one thread.
 */
public final class Rounds {
    private final Map<String, List<Figures>> byLabel = new LinkedHashMap<>();

    /** Begins without rounds. */
    public Rounds() {}

    /**
     * Adds an entrant's round.
     *
     * @param label the entrant
     * @param figures what came out
     */
    public void add(String label, Figures figures) {
        byLabel.computeIfAbsent(label, any -> new ArrayList<>()).add(figures);
    }

    /**
     * Who ran.
     *
     * @return the entrants, in the order of their first rounds
     */
    public List<String> labels() {
        return List.copyOf(byLabel.keySet());
    }

    /**
     * Letters per second.
     *
     * @param label the entrant
     * @return of each round
     */
    public Samples rates(String label) {
        return figure(label, "rate");
    }

    /**
     * One figure.
     *
     * @param label the entrant
     * @param name the figure
     * @return of each round
     */
    public Samples figure(String label, String name) {
        return samples(label, figures -> figures.get(name));
    }

    /**
     * CPU time per letter.
     *
     * @param label the entrant
     * @return milliseconds, the median over the rounds
     */
    public double cpu(String label) {
        return samples(label, figures -> figures.get("cpu") * 1000 / figures.get("letters"))
                .median();
    }

    private Samples samples(String label, ToDoubleFunction<Figures> figure) {
        return Samples.of(byLabel.getOrDefault(label, List.of()).stream().mapToDouble(figure));
    }

    /**
     * How many times as fast one is as another.
     *
     * @param label the one
     * @param other the other
     * @return the median over the rounds, each compared within itself; NaN when one of them did not run
     */
    public double ratio(String label, String other) {
        List<Figures> mine = byLabel.getOrDefault(label, List.of());
        List<Figures> theirs = byLabel.getOrDefault(other, List.of());
        return Samples.of(IntStream.range(0, Math.min(mine.size(), theirs.size()))
                        .mapToDouble(
                                i -> mine.get(i).get("rate") / theirs.get(i).get("rate")))
                .median();
    }
}
