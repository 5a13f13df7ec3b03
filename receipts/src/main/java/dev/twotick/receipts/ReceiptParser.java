package dev.twotick.receipts;

import dev.twotick.receipts.internal.report.ReportReader;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Reads what a mail that came back says. A pure and total function: any bytes give a {@link Receipt}, if only of the kind
 * {@link ReceiptKind#NOT_A_REPORT}, never an exception; time and memory are bounded by {@link ReceiptLimits} and linear in the
 * bytes. Nothing of it is checked or believed. Immutable and thread-safe.
 */
public final class ReceiptParser {
    private static final Receipt UNREADABLE = new Receipt(
            ReceiptKind.NOT_A_REPORT,
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            new Arrival(List.of(), Optional.empty(), List.of(), List.of()));

    private final ReportReader reader;

    /** Parses within {@link ReceiptLimits#DEFAULT}. */
    public ReceiptParser() {
        this(ReceiptLimits.DEFAULT);
    }

    /**
     * Parses within other limits.
     *
     * @param limits how much to look at
     */
    public ReceiptParser(ReceiptLimits limits) {
        this(limits, System::nanoTime);
    }

    /**
     * Parses within other limits, by a clock of the caller's.
     *
     * @param limits how much to look at
     * @param nanos nanoseconds from any beginning; may be asked by any thread, and never goes back
     */
    public ReceiptParser(ReceiptLimits limits, LongSupplier nanos) {
        this.reader = new ReportReader(limits, nanos);
    }

    /**
     * Parses a mail.
     *
     * @param mail the mail as it lies in the mailbox, with its header; line ends may be CRLF or LF
     * @return what it says
     */
    public Receipt parse(byte[] mail) {
        try {
            return reader.read(mail);
        } catch (RuntimeException | StackOverflowError e) {
            // no mail is known that gets here; one that does must not stop those behind it
            return UNREADABLE;
        }
    }
}
