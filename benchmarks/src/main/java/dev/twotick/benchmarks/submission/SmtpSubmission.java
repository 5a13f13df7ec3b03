package dev.twotick.benchmarks.submission;

import static dev.twotick.benchmarks.table.Bar.number;

import dev.twotick.benchmarks.process.ChildJvm;
import dev.twotick.benchmarks.process.Command;
import dev.twotick.benchmarks.process.Directory;
import dev.twotick.benchmarks.process.Field;
import dev.twotick.benchmarks.process.Machine;
import dev.twotick.benchmarks.process.Runner;
import dev.twotick.benchmarks.process.Versions;
import dev.twotick.benchmarks.submission.Case.Entrant;
import dev.twotick.benchmarks.table.Bar;
import dev.twotick.benchmarks.table.Options;
import dev.twotick.benchmarks.table.Rounds;
import dev.twotick.benchmarks.table.Samples;
import dev.twotick.benchmarks.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares how fast letters are submitted. Every entrant has a process of its own that stays warm; the rounds go round all of
 * them, so that each is compared with what the machine gave the others at the same time.
 */
public final class SmtpSubmission {
    private static final Path WORK = Path.of("benchmarks/target/work");
    private static final List<String> HEAP = List.of("-Xmx512m", "-Xss4m");

    /** Those that everybody is compared with. */
    private static final Set<String> PEERS = Set.of("smtp-source", "angus-reused");

    private final Options options;
    private final double seconds;
    private final double warmUp;

    private SmtpSubmission(Options options) {
        this.options = options;
        this.seconds = options.seconds("seconds", 2).toNanos() / 1e9;
        this.warmUp = options.seconds("warm-up", 15).toNanos() / 1e9;
    }

    /**
     * Prints the table.
     *
     * @param options {@code rounds} (5), {@code seconds} of a round (2) and of the first, which is not
     *     counted ({@code warm-up}, 15), {@code cases} to run, by comma (all)
     * @throws IOException when something fails
     */
    public static void print(Options options) throws IOException {
        options.only("rounds", "seconds", "warm-up", "cases");
        System.out.println("# Submission\n\n" + Machine.line() + "\n"
                + Versions.of("angus-mail", "simple-java-mail", "vertx-mail-client") + ", " + Versions.postfix()
                + "; batches of " + Entrant.ENGINES_BATCH + " letters, with a window of 512\n");
        Set<String> wanted = Set.of(options.text("cases", "").split(",", -1));
        for (Case one : Cases.all()) {
            if (wanted.contains("") || wanted.contains(one.name())) {
                new SmtpSubmission(options).run(one);
            }
        }
    }

    private void run(Case one) throws IOException {
        try (Directory directory = Directory.in(WORK, "submission");
                Course course = new Course(one, directory.path());
                Field field = field(one, course)) {
            System.out.println("## " + one.title() + " (" + course.sink() + ")\n");
            Rounds rounds = field.run(options.number("rounds", 5), warmUp, seconds);
            System.out.println(table(one, rounds));
            for (Bar bar : one.bars().apply(rounds)) {
                System.out.println("- " + bar.text());
            }
            System.out.println();
        }
    }

    private static Field field(Case one, Course course) throws IOException {
        Field field = new Field();
        for (Entrant entrant : one.entrants()) {
            Target target = new Target(
                    course.port(), entrant.lanes(), one.size(), entrant.window(), entrant.batch(), course.trustFile());
            field.add(entrant.label(), entrant.external() ? smtpSource(target) : jvm(entrant, target));
        }
        return field;
    }

    private static Runner smtpSource(Target target) {
        SmtpSource source = new SmtpSource(target);
        return seconds -> {
            Optional<String> missing = Command.missing(SmtpSource.PROGRAM, "postfix");
            if (missing.isPresent()) {
                throw new IOException(missing.get());
            }
            return source.round(seconds);
        };
    }

    private static Runner jvm(Entrant entrant, Target target) throws IOException {
        return Runner.of(ChildJvm.start(
                ContenderJvm.class,
                HEAP,
                "contender=" + entrant.contender(),
                "port=" + target.port(),
                "lanes=" + target.lanes(),
                "size=" + target.size(),
                "window=" + target.window(),
                "batch=" + target.batch(),
                "trust=" + target.trustFile()));
    }

    private static Table table(Case one, Rounds rounds) {
        List<String> columns = new ArrayList<>(List.of("", "letters/s", "min", "max", "client CPU ms/letter"));
        List<String> yardsticks = new ArrayList<>();
        for (Entrant entrant : one.entrants()) {
            if (entrant.label().equals(Cases.ROUND_TRIP)) {
                columns.add("letters per round trip");
                yardsticks.add(entrant.label());
            } else if (PEERS.contains(entrant.label())) {
                columns.add("x " + entrant.label());
                yardsticks.add(entrant.label());
            }
        }
        Table table = new Table(columns.toArray(String[]::new));
        one.entrants().forEach(entrant -> table.row(cells(entrant, rounds, yardsticks)));
        return table;
    }

    private static String[] cells(Entrant entrant, Rounds rounds, List<String> yardsticks) {
        Samples rates = rounds.rates(entrant.label());
        List<String> cells = new ArrayList<>(List.of(
                entrant.label() + "@" + entrant.lanes(),
                number(rates.median()),
                number(rates.min()),
                number(rates.max()),
                number(rounds.cpu(entrant.label()))));
        yardsticks.forEach(other -> cells.add(number(rounds.ratio(entrant.label(), other))));
        return cells.toArray(String[]::new);
    }
}
