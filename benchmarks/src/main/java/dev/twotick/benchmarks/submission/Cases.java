package dev.twotick.benchmarks.submission;

import dev.twotick.benchmarks.submission.Case.Entrant;
import dev.twotick.benchmarks.table.Bar;
import dev.twotick.benchmarks.table.Rounds;
import java.util.List;

/** All comparisons, with what should come out of each. */
final class Cases {
    private static final double TRIP = 0.02;
    private static final int SMALL = 2048;
    private static final int LARGE = 102_400;
    private static final int MANY = 8;

    /** So long that its end, where the window runs empty, hardly counts. */
    private static final int LONG_BATCH = 512;

    /** Who sends no letters, and so shows how long a round trip is. */
    static final String ROUND_TRIP = "noop";

    private static final String SOURCE = "smtp-source";
    private static final String ANGUS = "angus-reused";
    private static final String ANGUS_NEW = "angus-new";
    private static final String SJM = "simple-java-mail";
    private static final String VERTX = "vertx";
    private static final String OURS = "twotick";
    private static final String OURS_FRESH = "twotick-fresh";
    private static final String WINDOW = "twotick window ";

    private Cases() {}

    static List<Case> all() {
        return List.of(far(), farChunking(), farTls(), near(), nearChunking(), large());
    }

    private static Entrant one(String contender) {
        return new Entrant(contender, 1);
    }

    private static Entrant many(String contender) {
        return new Entrant(contender, MANY);
    }

    private static Entrant windowed(int lanes, int window) {
        return new Entrant(WINDOW + window, OURS, lanes, window, LONG_BATCH);
    }

    private static Case far() {
        return new Case(
                "far",
                "20 ms round trip, one warm connection, 2 KB, DATA",
                TRIP,
                SMALL,
                false,
                false,
                List.of(one(ROUND_TRIP), one(SOURCE), one(ANGUS_NEW), one(ANGUS), one(SJM), one(VERTX), one(OURS)),
                rounds -> List.of(Bar.atLeast("times Angus reused", rounds.ratio(OURS, ANGUS), 3.7)));
    }

    private static Case farChunking() {
        return new Case(
                "far-chunking",
                "20 ms round trip, one warm connection, 2 KB, CHUNKING",
                TRIP,
                SMALL,
                true,
                false,
                List.of(
                        one(ROUND_TRIP),
                        one(ANGUS),
                        one(OURS),
                        windowed(1, 4),
                        windowed(1, 8),
                        windowed(1, 16),
                        new Entrant(WINDOW + "16, batches of 32", OURS, 1, 16, Entrant.ENGINES_BATCH)),
                rounds -> List.of(
                        Bar.atLeast("times Angus reused", rounds.ratio(OURS, ANGUS), 3.7),
                        perTrip(rounds, 4),
                        perTrip(rounds, 8),
                        perTrip(rounds, 16)));
    }

    private static Bar perTrip(Rounds rounds, int window) {
        return Bar.atLeast(
                "letters per round trip, window " + window, rounds.ratio(WINDOW + window, ROUND_TRIP), 0.9 * window);
    }

    private static Case farTls() {
        return new Case(
                "far-tls",
                "20 ms round trip, one warm connection over TLS, 2 KB, DATA",
                TRIP,
                SMALL,
                false,
                true,
                List.of(one(ANGUS), one(OURS)),
                rounds -> List.of(Bar.atLeast("times Angus reused over TLS", rounds.ratio(OURS, ANGUS), 3)));
    }

    private static Case near() {
        return new Case(
                "near",
                "no delay, 8 connections, 2 KB, DATA",
                0,
                SMALL,
                false,
                false,
                List.of(many(SOURCE), many(ANGUS), many(SJM), many(VERTX), many(OURS), many(OURS_FRESH)),
                rounds -> List.of(
                        Bar.atLeast("times smtp-source", rounds.ratio(OURS, SOURCE), 2),
                        Bar.atMost("CPU of smtp-source per letter, times", cpuRatio(rounds), 1)));
    }

    private static double cpuRatio(Rounds rounds) {
        return rounds.cpu(OURS) / rounds.cpu(SOURCE);
    }

    private static Case nearChunking() {
        return new Case(
                "near-chunking",
                "no delay, 8 connections, 2 KB, BDAT (smtp-source: DATA)",
                0,
                SMALL,
                true,
                false,
                List.of(many(SOURCE), many(OURS), windowed(MANY, 16)),
                rounds -> List.of(
                        Bar.atLeast("times smtp-source", rounds.ratio(OURS, SOURCE), 5),
                        Bar.atLeast("times smtp-source, window 16", rounds.ratio(WINDOW + 16, SOURCE), 5)));
    }

    private static Case large() {
        return new Case(
                "large",
                "no delay, one connection, 100 KB, DATA",
                0,
                LARGE,
                false,
                false,
                List.of(one(SOURCE), one(ANGUS_NEW), one(ANGUS), one(SJM), one(VERTX), one(OURS)),
                rounds -> List.of(Bar.atLeast("times smtp-source", rounds.ratio(OURS, SOURCE), 1.2)));
    }
}
