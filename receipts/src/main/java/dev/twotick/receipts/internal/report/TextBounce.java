package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptRecipient;
import java.util.List;
import java.util.Optional;

/** Bounces that have no part for machines: told by their sender or subject, read by how their family writes. */
final class TextBounce implements ReportFormat {
    @Override
    public Optional<Receipt> read(IncomingMail mail) {
        List<String> lines = HumanText.of(mail);
        List<ReceiptRecipient> likeReport =
                ReportLikeText.recipients(lines, mail.limits().recipients());
        if (!likeReport.isEmpty()) {
            return Optional.of(receipt(mail, lines, likeReport));
        }
        boolean marked = mail.headers().has("x-failed-recipients") || mail.isReportOf("delivery-status");
        boolean suspect = BounceSigns.fromDaemon(mail.headers()) || BounceSigns.speaksOfFailure(mail.headers());
        if (!marked && !suspect) {
            return Optional.empty();
        }
        BounceText text = BounceText.read(HumanText.beforeLetter(lines), mail);
        boolean bounce = marked || text.family().isPresent();
        return bounce ? Optional.of(receipt(mail, lines, text.recipients())) : Optional.empty();
    }

    private static Receipt receipt(IncomingMail mail, List<String> lines, List<ReceiptRecipient> recipients) {
        List<String> known = ReturnedLetter.messageIds(mail);
        return mail.receipt(
                ReceiptKind.BOUNCE_TEXT, recipients, known.isEmpty() ? ReturnedLetter.messageIdsIn(lines) : known);
    }
}
