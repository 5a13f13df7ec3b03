package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Receipt;
import java.util.Optional;

/** One kind of receipt. Implementations are pure, total and thread-safe. */
interface ReportFormat {
    /** Reads a mail; empty when it is not of this kind. */
    Optional<Receipt> read(IncomingMail mail);
}
