package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptLimits;
import dev.twotick.receipts.internal.mime.MailPart;
import dev.twotick.receipts.internal.mime.PartReader;
import dev.twotick.receipts.internal.mime.Slice;
import java.util.List;

/** Asks each format in turn what a mail is. Immutable and thread-safe. */
public final class ReportReader {
    /** The ones for machines first; an automatic reply is what no bounce claims. */
    private static final List<ReportFormat> FORMATS = List.of(
            new SesNotification(),
            new FeedbackReport(),
            new DispositionReport(),
            new DeliveryReport(),
            new TextBounce(),
            new AutoReply());

    private final ReceiptLimits limits;

    /**
     * Reads within limits.
     *
     * @param limits how much to look at
     */
    public ReportReader(ReceiptLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads a mail.
     *
     * @param bytes any bytes
     * @return what it says
     */
    public Receipt read(byte[] bytes) {
        Slice slice = Slice.of(bytes, limits.bytes());
        MailPart root = PartReader.read(slice, limits.parts(), limits.depth(), limits.headerCharacters());
        IncomingMail mail = new IncomingMail(root, ArrivalReader.read(root.headers()), limits);
        return FORMATS.stream()
                .flatMap(format -> format.read(mail).stream())
                .findFirst()
                .orElseGet(() -> mail.receipt(ReceiptKind.NOT_A_REPORT, List.of()));
    }
}
