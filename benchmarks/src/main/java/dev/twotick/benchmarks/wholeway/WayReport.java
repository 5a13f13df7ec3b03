package dev.twotick.benchmarks.wholeway;

import static dev.twotick.benchmarks.table.Bar.number;

import dev.twotick.benchmarks.table.Bar;
import dev.twotick.benchmarks.table.Figures;
import dev.twotick.benchmarks.table.Rounds;
import dev.twotick.benchmarks.table.Samples;
import dev.twotick.benchmarks.table.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the rounds of the whole way gave, and what they should have given. Used by one thread. */
final class WayReport {
    static final String SQLITE = "twotick, SQLite";
    static final String POSTGRES = "twotick, PostgreSQL";
    static final String POSTFIX = "Postfix";
    static final String OUTBOX = "transaction-outbox + Angus";
    static final String SCHEDULER = "db-scheduler + Angus";
    static final String AS_DOCUMENTED = ", Transport.send";

    private final Rounds rounds;
    private final Map<String, Figures> halfLoad = new LinkedHashMap<>();
    private final Table latency = new Table(
            "send at half load, open loop",
            "offered/s",
            "p50 ms",
            "p99 ms",
            "max ms",
            "from the call: p50 ms",
            "from the call: p99 ms");

    WayReport(Rounds rounds) {
        this.rounds = rounds;
    }

    static Table table(Rounds rounds, double yardstick, String yardsticksName) {
        Table table = new Table(
                "",
                "letters/s",
                "min",
                "max",
                "x " + yardsticksName,
                "machine CPU ms/letter",
                "send p50 ms",
                "send p99 ms");
        for (String label : rounds.labels()) {
            Samples rates = rounds.rates(label);
            table.row(
                    label,
                    number(rates.median()),
                    number(rates.min()),
                    number(rates.max()),
                    number(rates.median() / yardstick),
                    number(rounds.cpu(label)),
                    number(rounds.figure(label, "p50").median()),
                    number(rounds.figure(label, "p99").median()));
        }
        return table;
    }

    void halfLoad(String label, double offered, Figures figures) {
        halfLoad.put(label, figures);
        latency.row(
                label,
                number(offered),
                number(figures.get("p50")),
                number(figures.get("p99")),
                number(figures.get("max")),
                number(figures.get("callP50")),
                number(figures.get("callP99")));
    }

    void print() {
        System.out.println(table(rounds, rounds.rates(POSTFIX).max(), "Postfix's best"));
        System.out.println(latency);
        judge(SQLITE, 6, 8, 0.25, 1);
        judge(POSTGRES, 4.5, 6, 0.40, 1.5);
        System.out.println();
    }

    private void judge(String label, double timesPostfix, double onTo, double cpu, double p50) {
        double reached = rounds.rates(label).median() / rounds.rates(POSTFIX).max();
        print(Bar.atLeast(label + ", times Postfix's best round", reached, timesPostfix));
        print(Bar.atLeast(label + ", the same, and on to", reached, onTo));
        print(Bar.atMost(label + ", CPU of the machine, ms per letter", rounds.cpu(label), cpu));
        Figures half = halfLoad.getOrDefault(label, Figures.of("callP50", Double.NaN));
        print(Bar.atMost(label + ", send at half load, from the call: p50 ms", half.get("callP50"), p50));
        print(Bar.atMost(label + ", send at half load, from the call: p99 ms", half.get("callP99"), 5));
        for (String peer : List.of(OUTBOX, SCHEDULER)) {
            print(Bar.atLeast(label + ", times " + peer, rounds.ratio(label, peer), 5));
            String documented = peer + AS_DOCUMENTED;
            print(Bar.atLeast(label + ", times " + documented, rounds.ratio(label, documented), 5));
        }
    }

    private static void print(Bar bar) {
        System.out.println("- " + bar.text());
    }
}
