package dev.twotick.benchmarks.submission;

import dev.twotick.benchmarks.process.Figures;
import dev.twotick.benchmarks.table.Samples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What came out of the rounds of a case: figures by entrant and round. Used by one thread. */
final class Rounds {
    static final String TRIP = "noop";

    private final Map<String, List<Figures>> byLabel = new LinkedHashMap<>();

    void add(String label, Figures figures) {
        byLabel.computeIfAbsent(label, any -> new ArrayList<>()).add(figures);
    }

    Samples rates(String label) {
        return samples(label, figures -> figures.get("rate"));
    }

    /** CPU time of the client per letter, in milliseconds. */
    double cpu(String label) {
        return samples(label, figures -> figures.get("cpu") * 1000 / figures.get("letters"))
                .median();
    }

    private Samples samples(String label, ToDoubleFunction<Figures> figure) {
        return Samples.of(byLabel.getOrDefault(label, List.of()).stream().mapToDouble(figure));
    }

    /** How many times as fast, as the median over the rounds, each compared within itself. */
    double ratio(String label, String other) {
        List<Figures> mine = byLabel.getOrDefault(label, List.of());
        List<Figures> theirs = byLabel.getOrDefault(other, List.of());
        return Samples.of(IntStream.range(0, Math.min(mine.size(), theirs.size()))
                        .mapToDouble(
                                i -> mine.get(i).get("rate") / theirs.get(i).get("rate")))
                .median();
    }

    /** Letters per round trip, the round trip being that of a NOOP in the same round. */
    double perTrip(String label) {
        return ratio(label, TRIP);
    }
}
