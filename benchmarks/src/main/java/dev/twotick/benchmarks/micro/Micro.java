package dev.twotick.benchmarks.micro;

import dev.twotick.benchmarks.table.Options;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks of this package with JMH, with what each operation allocates. */
public final class Micro {
    private Micro() {}

    /**
     * Runs them and has JMH print its table.
     *
     * @param options {@code rounds} (5) and {@code seconds} of each (1), after as many to warm up; {@code include}, a regular
     *     expression (all)
     * @throws RunnerException when JMH fails
     */
    public static void print(Options options) throws RunnerException {
        options.only("rounds", "seconds", "include");
        int rounds = options.number("rounds", 5);
        TimeValue time = TimeValue.milliseconds(options.seconds("seconds", 1).toMillis());
        new Runner(new OptionsBuilder()
                        .include(options.text("include", Micro.class.getPackageName() + "\\..*"))
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.MICROSECONDS)
                        .forks(1)
                        .warmupIterations(rounds)
                        .warmupTime(time)
                        .measurementIterations(rounds)
                        .measurementTime(time)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }
}
