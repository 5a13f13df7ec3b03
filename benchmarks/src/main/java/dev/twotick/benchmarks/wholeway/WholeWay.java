package dev.twotick.benchmarks.wholeway;

import dev.twotick.benchmarks.process.ChildJvm;
import dev.twotick.benchmarks.process.Directory;
import dev.twotick.benchmarks.process.Field;
import dev.twotick.benchmarks.process.Machine;
import dev.twotick.benchmarks.process.Runner;
import dev.twotick.benchmarks.process.Versions;
import dev.twotick.benchmarks.table.Bar;
import dev.twotick.benchmarks.table.Options;
import dev.twotick.benchmarks.table.Rounds;
import dev.twotick.benchmarks.wire.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares how fast letters are taken and how fast they get to the relay with every step durable. */
public final class WholeWay implements AutoCloseable {
    private static final List<String> HEAP = List.of("-Xmx1g");
    private static final String JOURNAL = "journal";
    private static final String SQLITE = WayReport.SQLITE;
    private static final String POSTGRES = WayReport.POSTGRES;
    private static final Options NOTHING = Options.of();
    private static final int PRODUCERS = 8;
    private static final String FRESH = ", fresh MimeMessage";

    private final Options options;
    private final double seconds;
    private final double warmUp;
    private final Directory home;
    private final Path directory;
    private final Database database;
    private final Sink sink;

    private WholeWay(Options options) throws IOException {
        this.options = options;
        seconds = options.seconds("seconds", 10).toNanos() / 1e9;
        warmUp = options.seconds("warm-up", 30).toNanos() / 1e9;
        home = Directory.in(Path.of(options.text("dir", "benchmarks/target/work")), "whole-way");
        directory = home.path();
        database = Database.open(options, directory);
        sink = Sink.plain();
    }

    /**
     * Prints the tables.
     *
     * @param options {@code rounds} (3), {@code seconds} of a round (10) and of the first one of each entrant, which is not counted
     *     ({@code warm-up}, 30), {@code parts} by comma (enqueue, way, backlog),
     *     {@code queued} letters of the large backlog (1000000), {@code dir} for queues and databases, {@code postgres},
     *     {@code postgres-user} and {@code postgres-password} of a server to use in place of one of our own
     * @throws IOException when something fails
     */
    public static void print(Options options) throws IOException {
        options.only(
                "rounds",
                "seconds",
                "warm-up",
                "parts",
                "queued",
                "dir",
                "postgres",
                "postgres-user",
                "postgres-password");
        Set<String> parts = Set.of(options.text("parts", "enqueue,way,backlog").split(",", -1));
        try (WholeWay whole = new WholeWay(options)) {
            System.out.println("# The whole way\n\n" + Machine.line() + "\n" + Versions.postfix() + ", "
                    + whole.database.version() + ", "
                    + Versions.of("sqlite-jdbc", "transactionoutbox-core", "db-scheduler", "angus-mail") + "; sink: "
                    + whole.sink.name() + "\n");
            if (parts.contains("enqueue")) {
                whole.enqueue();
            }
            if (parts.contains("way")) {
                whole.way();
            }
            if (parts.contains("backlog")) {
                whole.backlog();
            }
        }
    }

    private void enqueue() throws IOException {
        System.out.println("## Durable enqueue of 2 KB, 8 threads\n");
        try (Field field = new Field()) {
            field.add(JOURNAL, entrant(NOTHING.with("way", JOURNAL).with("file", directory.resolve(JOURNAL))));
            field.add(SQLITE, entrant(sqlite("enqueue")));
            field.add(POSTGRES, entrant(postgres("enqueue")));
            Rounds rounds = field.run(options.number("rounds", 3), warmUp, seconds);
            System.out.println(WayReport.table(rounds, rounds.rates(JOURNAL).max(), "journal's best"));
            Bar bar = Bar.atLeast("SQLite, times the journal", rounds.ratio(SQLITE, JOURNAL), 0.5);
            System.out.println("- " + bar.text() + "\n");
        }
    }

    private void way() throws IOException {
        System.out.println("## From send to submitted and recorded, 2 KB, 8 producers\n");
        try (Field field = new Field()) {
            field.add(WayReport.POSTFIX, new PostfixWay(directory, sink.port(), PRODUCERS));
            Map<String, ChildJvm> ours = new LinkedHashMap<>();
            ours.put(SQLITE, child(toSink(sqlite("way"))));
            ours.put(POSTGRES, child(toSink(postgres("way"))));
            ours.forEach((label, child) -> field.add(label, Runner.of(child)));
            field.add(SQLITE + FRESH, entrant(toSink(sqlite("fresh")).with("fresh", true)));
            field.add(POSTGRES + FRESH, entrant(toSink(postgres("fresh")).with("fresh", true)));
            peer(field, WayReport.OUTBOX, "transaction-outbox", "outbox");
            peer(field, WayReport.SCHEDULER, "db-scheduler", "scheduler");
            Rounds rounds = field.run(options.number("rounds", 3), warmUp, seconds);
            WayReport report = new WayReport(rounds);
            for (Map.Entry<String, ChildJvm> each : ours.entrySet()) {
                if (rounds.labels().contains(each.getKey())) {
                    double half = rounds.rates(each.getKey()).median() / 2;
                    report.halfLoad(each.getKey(), half, each.getValue().ask(half + " " + seconds));
                }
            }
            report.print();
        }
    }

    /** At its best, and as its users find it in the documentation. */
    private void peer(Field field, String label, String way, String schema) throws IOException {
        field.add(label, entrant(toSink(postgres(schema)).with("way", way)));
        field.add(
                label + WayReport.AS_DOCUMENTED,
                entrant(toSink(postgres(schema + "_documented"))
                        .with("way", way)
                        .with(AngusCarrier.AS_DOCUMENTED, true)));
    }

    private void backlog() throws IOException {
        System.out.println("## Many letters queued\n");
        Backlog backlog = new Backlog(options.number("queued", 1_000_000));
        backlog.sqlite(name -> toSink(sqlite("backlog_" + name)));
        backlog.postgres(name -> toSink(postgres("backlog_" + name)), name -> database.connect("backlog_" + name));
        backlog.print();
    }

    private Options sqlite(String name) {
        return NOTHING.with("way", "twotick").with("outbox", "jdbc:sqlite:" + directory.resolve(name + ".db"));
    }

    private Options postgres(String name) throws IOException {
        return database.fresh(NOTHING.with("way", "twotick"), name);
    }

    private Options toSink(Options entrant) {
        return entrant.with("port", sink.port());
    }

    private static Runner entrant(Options entrant) throws IOException {
        return Runner.of(child(entrant));
    }

    private static ChildJvm child(Options entrant) throws IOException {
        return ChildJvm.start(WayJvm.class, HEAP, entrant.arguments());
    }

    @Override
    public void close() throws IOException {
        database.close();
        sink.close();
        home.close();
    }
}
