package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptRecipient;
import dev.twotick.receipts.internal.mime.HeaderFields;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Delivery reports (RFC 3464) and their internationalised form (RFC 6533), wherever the report part stands. */
final class DeliveryReport implements ReportFormat {
    static final Set<String> TYPES = Set.of("message/delivery-status", "message/global-delivery-status");

    @Override
    public Optional<Receipt> read(IncomingMail mail) {
        return mail.groups(TYPES)
                .map(groups -> recipients(mail, groups))
                .filter(recipients -> !recipients.isEmpty())
                .map(recipients -> mail.receipt(ReceiptKind.DSN, recipients));
    }

    /** Empty when it names nobody: what is left for people may still name them. */
    private static List<ReceiptRecipient> recipients(IncomingMail mail, List<HeaderFields> groups) {
        List<ReceiptRecipient> recipients = RecipientGroups.of(
                        groups, mail.limits().recipients())
                .recipients()
                .stream()
                .map(group -> RecipientReader.read(group, ""))
                .toList();
        return recipients.isEmpty() ? FailedRecipients.in(mail) : recipients;
    }
}
