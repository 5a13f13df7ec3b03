package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Arrival;
import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptLimits;
import dev.twotick.receipts.ReceiptRecipient;
import dev.twotick.receipts.internal.mime.FieldGroups;
import dev.twotick.receipts.internal.mime.HeaderFields;
import dev.twotick.receipts.internal.mime.MailPart;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A mail as the formats see it: its parts and what its outer header tells. */
record IncomingMail(MailPart root, Arrival arrival, ReceiptLimits limits) {
    HeaderFields headers() {
        return root.headers();
    }

    /** The parts of these types that belong to this mail itself, not to a mail inside. */
    List<MailPart> parts(Set<String> types) {
        return root.ownParts()
                .filter(part -> types.contains(part.type().type()))
                .toList();
    }

    /** All groups of fields in the report parts of these types; empty when there is no such part. */
    Optional<List<HeaderFields>> groups(Set<String> types) {
        List<MailPart> reports = parts(types);
        if (reports.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(reports.stream()
                .flatMap(part -> FieldGroups.read(part, limits.recipients() + 1).stream())
                .limit(limits.recipients() + 1L)
                .toList());
    }

    /** Whether the whole is a report of that type (RFC 6522). */
    boolean isReportOf(String type) {
        return root.type().is("multipart/report")
                && root.type()
                        .parameter("report-type")
                        .filter(type::equalsIgnoreCase)
                        .isPresent();
    }

    /** The addresses that it came to, in lower case. */
    Set<String> readers() {
        return arrival.addresses().stream()
                .map(address -> address.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /** Whether the parts for machines are what its author reports; people attach what they got from elsewhere. */
    boolean isByReporter() {
        BounceSigns signs = BounceSigns.of(headers());
        return root.type().is("multipart/report")
                || headers().has("x-failed-recipients")
                || signs.daemon()
                || signs.nullSender();
    }

    /** Whether it has, or says it has, a part for machines: whatever it is told from its words, it was meant to tell otherwise. */
    private boolean isReport() {
        return root.ownParts().anyMatch(part -> part.type().is("multipart/report") || DeliveryReport.isReport(part));
    }

    /** A receipt with what its delivery report, if it has one, tells about the letter. */
    Receipt receipt(ReceiptKind kind, List<ReceiptRecipient> recipients) {
        return receipt(kind, recipients, ReturnedLetter.messageIds(this), DeliveryReport.letter(this));
    }

    /** A receipt; a mail that returns no letter may still answer it. */
    Receipt receipt(ReceiptKind kind, List<ReceiptRecipient> recipients, List<String> messageIds, HeaderFields letter) {
        boolean about = kind != ReceiptKind.AUTO_REPLY && kind != ReceiptKind.NOT_A_REPORT;
        return new Receipt(
                kind,
                UnnamedRecipients.namedByLetter(recipients, this),
                about && messageIds.isEmpty() ? arrival.references() : messageIds,
                letter.first("original-envelope-id").map(Xtext::decode),
                letter.first("reporting-mta").flatMap(TypedText::host),
                letter.first("arrival-date"),
                Optional.empty(),
                kind == ReceiptKind.BOUNCE_TEXT && isReport(),
                arrival);
    }
}
