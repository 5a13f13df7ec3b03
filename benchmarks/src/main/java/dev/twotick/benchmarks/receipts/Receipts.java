package dev.twotick.benchmarks.receipts;

import static dev.twotick.benchmarks.table.Bar.number;

import dev.twotick.benchmarks.process.ChildJvm;
import dev.twotick.benchmarks.process.Directory;
import dev.twotick.benchmarks.process.Machine;
import dev.twotick.benchmarks.table.Bar;
import dev.twotick.benchmarks.table.Figures;
import dev.twotick.benchmarks.table.Options;
import dev.twotick.benchmarks.table.Rounds;
import dev.twotick.benchmarks.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Measures how fast receipts are read, one very large one, and how soon a report in the mailbox confirms a letter. */
public final class Receipts {
    /** The compiler and the collector get no second processor, so that a receipt costs what it says. */
    private static final List<String> ONE_CORE = List.of("-XX:ActiveProcessorCount=1", "-XX:+UseSerialGC", "-Xmx512m");

    private static final List<String> SMALL_HEAP = List.of("-Xmx128m");

    private Receipts() {}

    /**
     * Prints the tables.
     *
     * @param options {@code rounds} (5), {@code seconds} of a round (2), {@code folder} of receipts, one in each file (absent:
     *     self-made ones), {@code reports} that are waited for (200)
     * @throws IOException when something fails
     */
    public static void print(Options options) throws IOException {
        options.only("rounds", "seconds", "folder", "reports");
        System.out.println("# Receipts\n\n" + Machine.line() + "\n");
        reading(options);
        large();
        confirming(options.number("reports", 200));
    }

    private static void reading(Options options) throws IOException {
        String folder = options.text("folder", "");
        double seconds = options.seconds("seconds", 2).toNanos() / 1e9;
        Rounds rounds = new Rounds();
        Figures last = Figures.of("bytes", 0);
        try (ChildJvm jvm = ChildJvm.start(ParserJvm.class, ONE_CORE, "folder=" + folder)) {
            jvm.ask(Double.toString(seconds * 2));
            for (int i = 0; i < options.number("rounds", 5); i++) {
                last = jvm.ask(Double.toString(seconds));
                rounds.add("twotick", last);
            }
        }
        Table table = new Table("receipts", "files", "mean size KB", "receipts/s", "min", "max", "per CPU second");
        double perCpuSecond = 1000 / rounds.cpu("twotick");
        table.row(
                folder.isEmpty() ? "self-made" : folder,
                number(last.get("files")),
                number(last.get("bytes") / 1000),
                number(rounds.rates("twotick").median()),
                number(rounds.rates("twotick").min()),
                number(rounds.rates("twotick").max()),
                number(perCpuSecond));
        System.out.println("## Reading, one core\n\n" + table);
        System.out.println("- "
                + Bar.atLeast("receipts per second of one core", perCpuSecond, 10_000)
                        .text() + "\n");
    }

    private static void large() throws IOException {
        Figures cold;
        Figures warm;
        try (ChildJvm jvm = ChildJvm.start(ParserJvm.class, SMALL_HEAP, "folder=")) {
            cold = jvm.ask("many");
            warm = jvm.ask("many");
        }
        Table table = new Table("report", "MB", "recipients read", "first in a fresh JVM, s", "second, s");
        table.row(
                "50000 recipients, -Xmx128m",
                number(cold.get("megabytes")),
                number(cold.get("recipients")),
                number(cold.get("seconds")),
                number(warm.get("seconds")));
        System.out.println("## A very large report\n\n" + table);
        System.out.println("- "
                + Bar.atLeast("recipients read", cold.get("recipients"), 50_000).text());
        System.out.println("- "
                + Bar.atMost("seconds in a fresh JVM", cold.get("seconds"), 1).text() + "\n");
    }

    private static void confirming(int reports) throws IOException {
        System.out.println("## From a report in the mailbox to confirmed()\n");
        Optional<String> missing = PrivateDovecot.missing();
        if (missing.isPresent()) {
            System.out.println("left out: " + missing.get() + "\n");
            return;
        }
        Figures figures;
        Figures flooded;
        try (Directory directory = Directory.in(Path.of("benchmarks/target/work"), "receipts");
                PrivateDovecot dovecot = PrivateDovecot.start(directory.path());
                ChildJvm jvm = ChildJvm.start(
                        ConfirmationJvm.class, List.of(), "port=" + dovecot.port(), "dir=" + directory.path())) {
            jvm.ask("20");
            figures = jvm.ask(Integer.toString(reports));
            flooded = jvm.ask(reports + " flooded");
        }
        Table table = new Table(
                "Dovecot " + PrivateDovecot.version() + ", IDLE, " + reports + " reports", "p50 ms", "p99 ms");
        row(table, figures, "from APPEND to its OK", "appended");
        row(table, figures, "from APPEND to the server telling of it (EXISTS)", "told");
        row(table, figures, "from APPEND to confirmed()", "confirmed");
        row(table, figures, "from EXISTS to confirmed()", "own");
        row(table, flooded, "from APPEND to confirmed() among " + Flood.AN_HOUR + " forged an hour", "confirmed");
        System.out.println(table);
        System.out.println("- "
                + Bar.atMost("from APPEND to confirmed(), p50 ms", figures.get("confirmedP50"), 50)
                        .text());
        System.out.println("- "
                + Bar.atMost("from EXISTS to confirmed(), p50 ms", figures.get("ownP50"), 50)
                        .text());
        double slower = flooded.get("confirmedP50") / figures.get("confirmedP50");
        System.out.println(
                "- " + Bar.atMost("slower by a flood, times", slower, 2).text() + "\n");
    }

    private static void row(Table table, Figures figures, String label, String name) {
        table.row(label, number(figures.get(name + "P50")), number(figures.get(name + "P99")));
    }
}
