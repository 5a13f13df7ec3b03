package dev.twotick.benchmarks.wholeway;

import dev.twotick.benchmarks.process.ChildJvm;
import dev.twotick.benchmarks.table.Options;
import java.nio.file.Path;

/** The JVM of a {@link Way}. */
public final class WayJvm {
    private WayJvm() {}

    /**
     * Opens the way and answers {@code SECONDS} with a round at full load, and {@code RATE SECONDS} with the latency at that
     * rate.
     *
     * @param arguments {@code way=NAME} and what it needs
     * @throws Exception when it cannot be opened
     */
    public static void main(String[] arguments) throws Exception {
        Load load = new Load(open(Options.of(arguments)));
        ChildJvm.serve(question -> {
            String[] words = question.split(" ", -1);
            return words.length == 1
                    ? load.closed(Double.parseDouble(words[0]))
                    : load.open(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
        });
    }

    private static Way open(Options options) throws Exception {
        return switch (options.text("way", "")) {
            case "journal" -> new Journal(Path.of(options.text("file", "")), LetterText.SIZE);
            case "twotick" -> new TwotickWay(options);
            case "transaction-outbox" -> new TransactionOutboxWay(options);
            case "db-scheduler" -> new DbSchedulerWay(options);
            default -> throw new IllegalArgumentException("no such way");
        };
    }
}
