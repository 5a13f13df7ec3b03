package dev.twotick.benchmarks.process;

import dev.twotick.benchmarks.table.Figures;
import java.io.IOException;

/** Who takes part in rounds that go round several entrants. Used by one thread. */
@FunctionalInterface
public interface Runner {
    /**
     * Runs for a while.
     *
     * @param seconds how long
     * @return what came out
     * @throws IOException when it failed
     */
    Figures round(double seconds) throws IOException;

    /** Ends what was started for it. */
    default void close() {}

    /**
     * An entrant in a JVM of its own, which is asked with the number of seconds.
     *
     * @param child the JVM, ended with the entrant
     * @return the entrant
     */
    static Runner of(ChildJvm child) {
        return new Runner() {
            @Override
            public Figures round(double seconds) throws IOException {
                return child.ask(Double.toString(seconds));
            }

            @Override
            public void close() {
                child.close();
            }
        };
    }
}
