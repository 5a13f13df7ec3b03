package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptRecipient;
import dev.twotick.receipts.internal.mime.HeaderFields;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Complaints and other feedback reports (RFC 5965). */
final class FeedbackReport implements ReportFormat {
    private static final Set<String> TYPES = Set.of("message/feedback-report");

    @Override
    public Optional<Receipt> read(IncomingMail mail) {
        Optional<List<HeaderFields>> groups = mail.groups(TYPES);
        if (groups.isEmpty() && !mail.isReportOf("feedback-report")) {
            return Optional.empty();
        }
        HeaderFields fields = new HeaderFields(groups.orElse(List.of()).stream()
                .flatMap(group -> group.fields().stream())
                .toList());
        return Optional.of(read(mail, fields));
    }

    private static Receipt read(IncomingMail mail, HeaderFields fields) {
        Optional<String> type = fields.first("feedback-type").map(word -> word.toLowerCase(Locale.ROOT));
        List<ReceiptRecipient> recipients = fields.all("original-rcpt-to")
                .flatMap(MailAddresses::in)
                .distinct()
                .map(address -> recipient(address, type))
                .toList();
        return new Receipt(
                ReceiptKind.ARF,
                recipients,
                ReturnedLetter.messageIds(mail),
                fields.first("original-envelope-id").map(Xtext::decode),
                fields.first("reporting-mta").flatMap(TypedText::host),
                fields.first("arrival-date"),
                Optional.empty(),
                mail.arrival());
    }

    private static ReceiptRecipient recipient(String address, Optional<String> type) {
        return new ReceiptRecipient(
                Optional.of(address),
                type,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
