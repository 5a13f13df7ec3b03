package dev.twotick.benchmarks.submission;

import dev.twotick.benchmarks.process.ChildJvm;
import dev.twotick.benchmarks.process.Cpu;
import dev.twotick.benchmarks.table.Figures;
import dev.twotick.benchmarks.table.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The JVM that a contender runs in. */
public final class ContenderJvm {
    private final Contender contender;
    private final int lanes;
    private final ExecutorService threads;

    private ContenderJvm(Contender contender, int lanes) {
        this.contender = contender;
        this.lanes = lanes;
        threads = Executors.newFixedThreadPool(lanes);
    }

    /**
     * Opens the contender and answers each line, a number of seconds, with {@code rate} in letters per second, {@code letters}
     * and {@code cpu} in seconds.
     *
     * @param arguments {@code contender=NAME} and the target
     * @throws Exception when it cannot be opened
     */
    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(arguments);
        Target target = Target.of(options);
        ContenderJvm jvm = new ContenderJvm(open(options.text("contender", ""), target), target.lanes());
        ChildJvm.serve(question -> jvm.round((long) (Double.parseDouble(question) * 1e9)));
    }

    private static Contender open(String name, Target target) throws Exception {
        return switch (name) {
            case "noop" -> new NoopContender(target);
            case "angus-reused" -> new AngusContender(target, true);
            case "angus-new" -> new AngusContender(target, false);
            case "simple-java-mail" -> new SimpleJavaMailContender(target);
            case "vertx" -> new VertxContender(target);
            case "twotick" -> new TwotickContender(target, false);
            case "twotick-fresh" -> new TwotickContender(target, true);
            default -> throw new IllegalArgumentException("no contender " + name);
        };
    }

    private record Count(long letters, long nanos) {}

    /** Opens the lanes and warms them before the time begins, since a sink closes idle connections between the rounds. */
    private Figures round(long nanos) throws Exception {
        List<Contender.Lane> open = new ArrayList<>();
        try {
            for (int i = 0; i < lanes; i++) {
                Contender.Lane lane = contender.open();
                open.add(lane);
                lane.send();
            }
            return measure(open, nanos);
        } finally {
            for (Contender.Lane lane : open) {
                lane.close();
            }
        }
    }

    private Figures measure(List<Contender.Lane> open, long nanos) throws InterruptedException, ExecutionException {
        double cpu = Cpu.ofThisProcess();
        long begin = System.nanoTime();
        List<Future<Count>> counts = new ArrayList<>();
        for (Contender.Lane lane : open) {
            counts.add(threads.submit(() -> count(lane, begin, nanos)));
        }
        long letters = 0;
        double rate = 0;
        for (Future<Count> count : counts) {
            letters += count.get().letters();
            rate += count.get().letters() * 1e9 / count.get().nanos();
        }
        return Figures.of("rate", rate).and("letters", (double) letters).and("cpu", Cpu.ofThisProcess() - cpu);
    }

    private static Count count(Contender.Lane lane, long begin, long nanos) throws Exception {
        long letters = 0;
        do {
            letters += lane.send();
        } while (System.nanoTime() - begin < nanos);
        return new Count(letters, System.nanoTime() - begin);
    }
}
