package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptRecipient;
import dev.twotick.receipts.internal.mime.FieldGroups;
import dev.twotick.receipts.internal.mime.HeaderFields;
import dev.twotick.receipts.internal.mime.HeaderFields.Field;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Complaints and other feedback reports (RFC 5965). */
final class FeedbackReport implements ReportFormat {
    private static final Set<String> TYPES = Set.of("message/feedback-report");
    private static final Field TYPE_ABUSE = new Field("feedback-type", "abuse");
    private static final int MAX_GROUPS = 20;

    /** How complaints of providers without a report part are called. */
    private static final Phrases<String> SUBJECTS = Phrases.anyOf(
            "complaint about message from",
            "complaint about message",
            "email feedback report",
            "abuse report",
            "spam complaint",
            "feedback loop",
            "email abuse report");

    @Override
    public Optional<Receipt> read(IncomingMail mail) {
        Optional<List<HeaderFields>> groups = mail.groups(TYPES);
        if (groups.isPresent() || mail.isReportOf("feedback-report")) {
            return Optional.of(read(mail, joined(groups.orElse(List.of()))));
        }
        HeaderFields headers = mail.headers();
        if (headers.first("x-apple-unsubscribe")
                .filter("true"::equalsIgnoreCase)
                .isPresent()) {
            return Optional.of(read(mail, only("opt-out")));
        }
        boolean speaks = headers.first("subject").filter(SUBJECTS::in).isPresent();
        return speaks
                ? fieldsInText(mail).or(() -> returnsLetter(mail)).map(fields -> read(mail, fields))
                : Optional.empty();
    }

    /** Some write the fields into a part for people. */
    private static Optional<HeaderFields> fieldsInText(IncomingMail mail) {
        return mail.parts(Set.of("text/plain")).stream()
                .map(part -> joined(FieldGroups.read(part, MAX_GROUPS)))
                .filter(fields -> fields.has("feedback-type"))
                .findFirst();
    }

    /** Some send no fields at all, only the letter. */
    private static Optional<HeaderFields> returnsLetter(IncomingMail mail) {
        BounceSigns signs = BounceSigns.of(mail.headers());
        boolean bounce = signs.daemon() || signs.bad() || mail.isReportOf("delivery-status");
        return ReturnedLetter.headers(mail)
                .filter(letter -> !bounce)
                .map(letter -> letter.first("x-hmxmroriginalrecipient")
                        .map(address -> new HeaderFields(List.of(TYPE_ABUSE, new Field("original-rcpt-to", address))))
                        .orElse(only("abuse")));
    }

    private static HeaderFields only(String type) {
        return new HeaderFields(List.of(new Field("feedback-type", type)));
    }

    private static HeaderFields joined(List<HeaderFields> groups) {
        return new HeaderFields(
                groups.stream().flatMap(group -> group.fields().stream()).toList());
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
                false,
                mail.arrival());
    }

    static ReceiptRecipient recipient(String address, Optional<String> type) {
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
