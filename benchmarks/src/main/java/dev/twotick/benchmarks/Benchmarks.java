package dev.twotick.benchmarks;

import dev.twotick.benchmarks.micro.Micro;
import dev.twotick.benchmarks.receipts.Receipts;
import dev.twotick.benchmarks.submission.SmtpSubmission;
import dev.twotick.benchmarks.table.Options;
import dev.twotick.benchmarks.wholeway.WholeWay;
import java.util.Arrays;

/** The program: prints one of the tables. */
public final class Benchmarks {
    private static final String USAGE = "usage: submission | whole-way | receipts | micro, then word=value";

    private Benchmarks() {}

    /**
     * Prints a table.
     *
     * @param arguments its name, then its options as {@code word=value}
     * @throws Exception when something fails
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            throw new IllegalArgumentException(USAGE);
        }
        Options options = Options.of(Arrays.copyOfRange(arguments, 1, arguments.length));
        switch (arguments[0]) {
            case "submission" -> SmtpSubmission.print(options);
            case "whole-way" -> WholeWay.print(options);
            case "receipts" -> Receipts.print(options);
            case "micro" -> Micro.print(options);
            default -> throw new IllegalArgumentException(USAGE);
        }
    }
}
