package dev.twotick.benchmarks.receipts;

import dev.twotick.benchmarks.process.ChildJvm;
import dev.twotick.benchmarks.process.Cpu;
import dev.twotick.benchmarks.table.Figures;
import dev.twotick.benchmarks.table.Options;
import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptParser;
import java.io.IOException;
import java.util.List;

/** The JVM that reads receipts, with one thread. */
public final class ParserJvm {
    private static final int MANY = 50_000;

    private final ReceiptParser parser = new ReceiptParser();
    private final Options options;

    private ParserJvm(Options options) {
        this.options = options;
    }

    /**
     * Answers {@code many} with the time for a report of 50,000 recipients, and {@code SECONDS} with how many receipts it read
     * in that time.
     *
     * @param arguments {@code folder=PATH}
     */
    public static void main(String[] arguments) {
        ParserJvm jvm = new ParserJvm(Options.of(arguments));
        ChildJvm.serve(question ->
                question.equals("many") ? jvm.many() : jvm.read((long) (Double.parseDouble(question) * 1e9)));
    }

    private Figures many() {
        byte[] report = ReceiptFolder.large(MANY);
        long begin = System.nanoTime();
        Receipt receipt = parser.parse(report);
        double seconds = (System.nanoTime() - begin) / 1e9;
        return Figures.of("seconds", seconds)
                .and("recipients", receipt.recipients().size())
                .and("megabytes", report.length / 1e6);
    }

    private Figures read(long nanos) throws IOException {
        List<byte[]> receipts = ReceiptFolder.read(options.text("folder", ""));
        double bytes = receipts.stream().mapToInt(one -> one.length).average().orElse(0);
        long read = 0;
        long recipients = 0;
        double cpu = Cpu.ofThisProcess();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < nanos) {
            for (byte[] receipt : receipts) {
                recipients += parser.parse(receipt).recipients().size();
            }
            read += receipts.size();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        return Figures.of("rate", read / seconds)
                .and("letters", (double) read)
                .and("cpu", Cpu.ofThisProcess() - cpu)
                .and("files", receipts.size())
                .and("bytes", bytes)
                .and("recipients", (double) recipients);
    }
}
