package dev.twotick.benchmarks.process;

import dev.twotick.benchmarks.table.Rounds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Entrants that run in turn, round by round, so that each is compared with what the machine gave the others at the same time.
 * One that does not come through its first round, which is not counted, is left out with a line that says why. Used by one
 * thread; ends the entrants when it is closed.
 */
public final class Field implements AutoCloseable {
    private final Map<String, Runner> runners = new LinkedHashMap<>();

    /** Begins with nobody. */
    public Field() {}

    /**
     * Adds an entrant.
     *
     * @param label its name in the table
     * @param runner the entrant
     */
    public void add(String label, Runner runner) {
        runners.put(label, runner);
    }

    /**
     * Runs them all.
     *
     * @param rounds how often
     * @param warmUp how long the first round of each lasts, in seconds
     * @param seconds how long each of the others lasts
     * @return what came out
     * @throws IOException when one fails after its first round
     */
    public Rounds run(int rounds, double warmUp, double seconds) throws IOException {
        warmUp(warmUp);
        Rounds results = new Rounds();
        for (int i = 0; i < rounds; i++) {
            for (Map.Entry<String, Runner> entry : runners.entrySet()) {
                results.add(entry.getKey(), entry.getValue().round(seconds));
            }
        }
        return results;
    }

    private void warmUp(double seconds) {
        List<String> failed = new ArrayList<>();
        runners.forEach((label, runner) -> {
            try {
                runner.round(seconds);
            } catch (IOException e) {
                System.out.println(label + " is left out: " + e.getMessage() + "\n");
                runner.close();
                failed.add(label);
            }
        });
        runners.keySet().removeAll(failed);
    }

    @Override
    public void close() {
        runners.values().forEach(Runner::close);
        runners.clear();
    }
}
