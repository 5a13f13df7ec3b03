package dev.twotick.benchmarks.wholeway;

import static dev.twotick.benchmarks.table.Bar.number;

import dev.twotick.benchmarks.process.ChildJvm;
import dev.twotick.benchmarks.table.Bar;
import dev.twotick.benchmarks.table.Figures;
import dev.twotick.benchmarks.table.Options;
import dev.twotick.benchmarks.table.Table;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Outboxes in which a few letters wait and very many: how long a start takes and a claim. */
final class Backlog {
    private static final List<String> SMALL_HEAP = List.of("-Xmx256m");
    private static final int FEW = 10_000;
    private static final int CLAIMS = 40;

    private final int many;
    private final Table table = new Table(
            "outbox",
            "letters queued",
            "filled in s",
            "JVM start to first submission in s",
            "claim of 100: p50 ms",
            "p90 ms",
            "with an old snapshot: p50 ms",
            "p90 ms");
    private final List<Bar> bars = new ArrayList<>();

    Backlog(int many) {
        this.many = many;
    }

    /** An outbox that is made anew. */
    interface Maker {
        Options make(String name) throws IOException;
    }

    /** A transaction that sees the database as it was until it is closed. */
    interface Snapshot {
        Connection open(String name) throws SQLException;
    }

    void sqlite(Maker maker) throws IOException {
        Result few = run("sqlite", FEW, maker.make("few"));
        Result much = run("sqlite", many, maker.make("many"));
        judge("SQLite", few, much);
    }

    void postgres(Maker maker, Snapshot snapshot) throws IOException {
        Result few = run("postgresql", FEW, maker.make("few"), snapshot, "few");
        Result much = run("postgresql", many, maker.make("many"), snapshot, "many");
        judge("PostgreSQL", few, much);
        bars.add(Bar.atMost(
                "PostgreSQL: claim with an old snapshot, times that of " + FEW + " letters",
                much.old().get("p50") / few.claim().get("p50"),
                2));
    }

    private record Result(Figures start, Figures claim, Figures old) {}

    private void judge(String name, Result few, Result much) {
        bars.add(Bar.atMost(
                name + ": start at -Xmx256m with " + many + " letters, s",
                much.start().get("seconds"),
                30));
        bars.add(Bar.atMost(
                name + ": claim of 100, times that of " + FEW + " letters",
                much.claim().get("p50") / few.claim().get("p50"),
                2));
    }

    private Result run(String outbox, int letters, Options options) throws IOException {
        Figures filled = ask(options, "fill " + letters);
        Result result =
                new Result(ask(options, "start"), ask(options, "claim " + CLAIMS), Figures.of("p50", Double.NaN));
        row(outbox, letters, filled, result);
        return result;
    }

    private Result run(String outbox, int letters, Options options, Snapshot snapshot, String name) throws IOException {
        Figures filled = ask(options, "fill " + letters);
        Figures start = ask(options, "start");
        Figures claim = ask(options, "claim " + CLAIMS);
        try (Connection connection = snapshot.open(name)) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = connection.createStatement()) {
                statement.execute("select txid_current(), count(*) from pg_class");
            }
            Result result = new Result(start, claim, ask(options, "claim " + CLAIMS));
            row(outbox, letters, filled, result);
            return result;
        } catch (SQLException e) {
            throw new IOException("the old snapshot could not be kept", e);
        }
    }

    private void row(String outbox, int letters, Figures filled, Result result) {
        table.row(
                outbox,
                Integer.toString(letters),
                number(filled.get("seconds")),
                number(result.start().get("seconds")),
                number(result.claim().get("p50")),
                number(result.claim().get("p90")),
                number(result.old().get("p50")),
                number(result.old().get("p90")));
    }

    private static Figures ask(Options options, String question) throws IOException {
        try (ChildJvm jvm = ChildJvm.start(BacklogJvm.class, SMALL_HEAP, options.arguments())) {
            return jvm.ask(question);
        }
    }

    void print() {
        System.out.println(table);
        bars.forEach(bar -> System.out.println("- " + bar.text()));
        System.out.println();
    }
}
