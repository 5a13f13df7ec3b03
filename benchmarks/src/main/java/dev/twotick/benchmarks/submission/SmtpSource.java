package dev.twotick.benchmarks.submission;

import dev.twotick.benchmarks.process.Command;
import dev.twotick.benchmarks.process.Cpu;
import dev.twotick.benchmarks.table.Figures;
import java.io.IOException;

/** Postfix's own load generator: unpipelined SMTP in C, a letter and a connection after the other. */
final class SmtpSource {
    static final String PROGRAM = "/usr/sbin/smtp-source";

    private static final int FIRST_LETTERS = 25;

    private final Target target;
    private double rate;

    SmtpSource(Target target) {
        this.target = target;
    }

    /** Sends for about as long as asked, as the rate of the round before tells; its start is in the time. */
    Figures round(double seconds) throws IOException {
        if (rate == 0) {
            rate = send(FIRST_LETTERS * target.lanes()).get("rate");
        }
        Figures figures = send(Math.max(FIRST_LETTERS, (int) (rate * seconds)));
        rate = figures.get("rate");
        return figures;
    }

    private Figures send(int letters) throws IOException {
        double cpu = Cpu.ofEndedChildren();
        long begin = System.nanoTime();
        Command.run(
                PROGRAM,
                "-d",
                "-s",
                Integer.toString(target.lanes()),
                "-m",
                Integer.toString(letters),
                "-l",
                Integer.toString(target.size()),
                "-f",
                Target.FROM,
                "-t",
                Target.TO,
                "127.0.0.1:" + target.port());
        double seconds = (System.nanoTime() - begin) / 1e9;
        return Figures.of("rate", letters / seconds).and("letters", letters).and("cpu", Cpu.ofEndedChildren() - cpu);
    }
}
