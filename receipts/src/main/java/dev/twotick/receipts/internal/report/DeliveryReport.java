package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Permanence;
import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptRecipient;
import dev.twotick.receipts.internal.mime.FieldGroups;
import dev.twotick.receipts.internal.mime.HeaderFields;
import dev.twotick.receipts.internal.mime.MailPart;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Delivery reports (RFC 3464) and their internationalised form (RFC 6533), wherever the report part stands. */
final class DeliveryReport implements ReportFormat {
    private static final Set<String> TYPES = Set.of("message/delivery-status", "message/global-delivery-status");

    /** Parts that are for people, or are the letter. */
    private static final Set<String> OTHERS = Set.of("text/plain", "text/html", "message/rfc822", "message/global");

    private static final Set<String> FIELDS =
            Set.of("reporting-mta", "final-recipient", "original-recipient", "original-envelope-id", "arrival-date");

    @Override
    public Optional<Receipt> read(IncomingMail mail) {
        List<MailPart> own = reportParts(mail);
        if (own.isEmpty()) {
            return sentOn(mail).flatMap(inner -> readSentOn(inner, inner.parts(TYPES)));
        }
        return mail.isByReporter() ? read(mail, own) : readSentOn(mail, own);
    }

    private static Optional<Receipt> readSentOn(IncomingMail mail, List<MailPart> parts) {
        return read(mail, parts).map(receipt -> receipt.asSentOn(ReturnedLetter.messageIds(mail)));
    }

    /** Empty when it names nobody: what is left for people may still name them. */
    private static Optional<Receipt> read(IncomingMail mail, List<MailPart> parts) {
        RecipientGroups sorted =
                RecipientGroups.of(groups(mail, parts), mail.limits().recipients());
        List<ReceiptRecipient> told = sorted.recipients().stream()
                .peek(one -> mail.root().deadline().step())
                .map(RecipientReader::read)
                .toList();
        List<ReceiptRecipient> recipients =
                told.isEmpty() ? FailedRecipients.in(mail) : UnnamedRecipients.named(told, mail);
        if (recipients.isEmpty()) {
            return Optional.empty();
        }
        if (recipients.stream().allMatch(DeliveryReport::asksForProof)) {
            return Optional.of(mail.receipt(ReceiptKind.AUTO_REPLY, List.of()));
        }
        List<String> letter = ReturnedLetter.messageIds(mail, sorted.letter());
        List<ReceiptRecipient> explained = WordsForPeople.addedTo(recipients, mail);
        return Optional.of(mail.receipt(ReceiptKind.DSN, explained, letter, sorted.letter()));
    }

    /** Some dress up the request to prove that one is a person as a delivery report, and promise to go on then. */
    private static boolean asksForProof(ReceiptRecipient recipient) {
        boolean refused =
                recipient.permanence().filter(Permanence.PERMANENT::equals).isPresent();
        return !refused && recipient.diagnostic().filter(Wording.CHALLENGES::in).isPresent();
    }

    /** What its report, if it has one, tells about the letter as a whole. */
    static HeaderFields letter(IncomingMail mail) {
        List<MailPart> parts = reportParts(mail);
        return parts.isEmpty()
                ? HeaderFields.NONE
                : RecipientGroups.of(groups(mail, parts), 1).letter();
    }

    private static List<HeaderFields> groups(IncomingMail mail, List<MailPart> parts) {
        int limit = mail.limits().recipients() + 1;
        return parts.stream()
                .flatMap(part -> FieldGroups.read(part, limit).stream())
                .limit(limit)
                .toList();
    }

    /** By their type; else, in a mail that says it is a report, by what they begin with. */
    private static List<MailPart> reportParts(IncomingMail mail) {
        List<MailPart> typed = mail.parts(TYPES);
        return typed.isEmpty() && mail.isReportOf("delivery-status")
                ? mail.root()
                        .ownParts()
                        .skip(1)
                        .filter(DeliveryReport::looksLikeReport)
                        .toList()
                : typed;
    }

    static boolean isReport(MailPart part) {
        return TYPES.contains(part.type().type());
    }

    private static boolean looksLikeReport(MailPart part) {
        if (part.type().isMultipart() || OTHERS.contains(part.type().type())) {
            return false;
        }
        List<HeaderFields> first = FieldGroups.read(part, 1);
        return !first.isEmpty() && FIELDS.stream().anyMatch(first.get(0)::has);
    }

    /** A report that somebody sent on as a whole mail, come as the mail that brings it; a letter that came back is none. */
    private static Optional<IncomingMail> sentOn(IncomingMail mail) {
        return mail.root()
                .ownParts()
                .filter(part -> part.type().isMessage())
                .flatMap(part -> part.children().stream())
                .filter(inner -> inner.type().is("multipart/report"))
                .filter(inner -> inner.ownParts().anyMatch(DeliveryReport::isReport))
                .findFirst()
                .map(inner -> new IncomingMail(inner, mail.arrival(), mail.limits()));
    }
}
