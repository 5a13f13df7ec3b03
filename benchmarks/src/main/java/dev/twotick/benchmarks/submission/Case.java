package dev.twotick.benchmarks.submission;

import dev.twotick.benchmarks.table.Bar;
import dev.twotick.benchmarks.table.Rounds;
import java.util.List;
import java.util.function.Function;

/**
 * One comparison: the same letters over the same wire.
 *
 * @param name its short name, to ask for it alone
 * @param title what it is about
 * @param trip the round trip in seconds; 0: none beside the machine's own
 * @param size octets of a letter's text
 * @param chunking whether the sink offers CHUNKING; it is then the sink of our own
 * @param tls whether everybody uses STARTTLS
 * @param entrants who takes part, in the order of the table
 * @param bars what should come out
 */
record Case(
        String name,
        String title,
        double trip,
        int size,
        boolean chunking,
        boolean tls,
        List<Entrant> entrants,
        Function<Rounds, List<Bar>> bars) {

    /**
     * Who takes part.
     *
     * @param label the name in the table
     * @param contender the library
     * @param lanes connections at a time
     * @param window letters in flight on one of them
     */
    record Entrant(String label, String contender, int lanes, int window) {
        Entrant(String contender, int lanes) {
            this(contender, contender, lanes, 1);
        }

        boolean external() {
            return contender.equals("smtp-source");
        }
    }
}
