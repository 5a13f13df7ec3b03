package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Arrival;
import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptLimits;
import dev.twotick.receipts.internal.mime.Deadline;
import dev.twotick.receipts.internal.mime.LineEnds;
import dev.twotick.receipts.internal.mime.MailPart;
import dev.twotick.receipts.internal.mime.OutOfTimeException;
import dev.twotick.receipts.internal.mime.PartReader;
import dev.twotick.receipts.internal.mime.Slice;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Asks each format in turn what a mail is. Immutable and thread-safe. */
public final class ReportReader {
    /** The ones for machines first; no bounce is told from a post to a list, and an automatic reply is what no bounce claims. */
    private static final List<ReportFormat> FORMATS = List.of(
            new SesNotification(),
            new FeedbackReport(),
            new DispositionReport(),
            new ListPost(),
            new DeliveryReport(),
            new TextBounce(),
            new AutoReply());

    private static final Receipt OUT_OF_TIME = new Receipt(
            ReceiptKind.NOT_A_REPORT,
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            false,
            true,
            new Arrival(List.of(), Optional.empty(), List.of(), List.of()));

    private final ReceiptLimits limits;
    private final LongSupplier nanos;

    /**
     * Reads within limits.
     *
     * @param limits how much to look at
     * @param nanos a clock that never goes back
     */
    public ReportReader(ReceiptLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    /**
     * Reads a mail.
     *
     * @param bytes any bytes
     * @return what it says; when the time is over, only that
     */
    public Receipt read(byte[] bytes) {
        try {
            return read(LineEnds.whole(bytes), Deadline.after(limits.time(), nanos));
        } catch (OutOfTimeException e) {
            // half of what a mail says may be the opposite of it
            return OUT_OF_TIME;
        }
    }

    private Receipt read(byte[] bytes, Deadline deadline) {
        Slice slice = Slice.of(bytes, limits.bytes(), deadline);
        MailPart root = PartReader.read(slice, limits.parts(), limits.depth(), limits.headerCharacters());
        IncomingMail mail = new IncomingMail(root, ArrivalReader.read(root.headers()), limits);
        return FORMATS.stream()
                .peek(format -> deadline.check())
                .flatMap(format -> format.read(mail).stream())
                .findFirst()
                .orElseGet(() -> mail.receipt(ReceiptKind.NOT_A_REPORT, List.of()));
    }
}
