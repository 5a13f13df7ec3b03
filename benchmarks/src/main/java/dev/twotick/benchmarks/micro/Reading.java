package dev.twotick.benchmarks.micro;

import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptParser;
import dev.twotick.testkit.Action;
import dev.twotick.testkit.Disposition;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ReceiptFactory;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What is done to a mail that came back, by its kind; the letter that comes back with it has 3 KB. */
@State(Scope.Thread)
public class Reading {
    /** The kind of the receipt. */
    public enum Kind {
        /** A delivery report. */
        DELIVERY_REPORT,
        /** A disposition notification. */
        DISPOSITION_NOTIFICATION,
        /** A bounce without a part for machines. */
        TEXT_BOUNCE,
        /** An automatic reply. */
        AUTO_REPLY
    }

    /** Which is read. */
    @Param({"DELIVERY_REPORT", "DISPOSITION_NOTIFICATION", "TEXT_BOUNCE", "AUTO_REPLY"})
    public Kind kind = Kind.DELIVERY_REPORT;

    private final ReceiptParser parser = new ReceiptParser();
    private byte[] receipt = {};

    /** Begins without a receipt. */
    public Reading() {}

    /**
     * Makes the receipt.
     *
     * @throws IOException when the letter cannot be read
     */
    @Setup
    public void write() throws IOException {
        ReceiptFactory host = new ReceiptFactory("mx.dest.test");
        byte[] letter = Letters.number(1)
                .body("Dear reader, this line is one of many in this letter.\n".repeat(60))
                .seal()
                .wire()
                .open()
                .readAllBytes();
        receipt = switch (kind) {
            case DELIVERY_REPORT ->
                host.deliveryReport()
                        .about("ann@b.example", Action.FAILED)
                        .returningLetter(letter)
                        .bytes();
            case DISPOSITION_NOTIFICATION ->
                host.dispositionNotification("bounces@corp.test", "ann@b.example", Disposition.DISPLAYED, letter);
            case TEXT_BOUNCE -> host.textBounce("bounces@corp.test", "ann@b.example", "550 5.1.1 unknown user", letter);
            case AUTO_REPLY -> host.autoReply("bounces@corp.test", "ann@b.example", letter);
        };
    }

    /**
     * Reads it.
     *
     * @return what it says
     */
    @Benchmark
    public Receipt parse() {
        return parser.parse(receipt);
    }
}
