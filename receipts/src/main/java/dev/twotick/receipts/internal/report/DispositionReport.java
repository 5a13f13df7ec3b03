package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Disposition;
import dev.twotick.receipts.Permanence;
import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptRecipient;
import dev.twotick.receipts.internal.mime.EncodedWords;
import dev.twotick.receipts.internal.mime.HeaderFields;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Disposition notifications (RFC 8098, RFC 6533 section 6): what the recipient's software says it did with the letter. */
final class DispositionReport implements ReportFormat {
    private static final Set<String> TYPES =
            Set.of("message/disposition-notification", "message/global-disposition-notification");

    private static final String REJECTED = "(rejected)";

    /** How their subjects begin; behind that stands that of the letter, which may speak of anything. */
    private static final Phrases<String> REFUSALS = Phrases.anyOf("automatically rejected", "rejected:");

    @Override
    public Optional<Receipt> read(IncomingMail mail) {
        return mail.groups(TYPES)
                .map(groups -> new HeaderFields(groups.stream()
                        .flatMap(group -> group.fields().stream())
                        .toList()))
                .map(fields -> mail.isByReporter() ? read(mail, fields) : readSentOn(mail, fields));
    }

    private static Receipt readSentOn(IncomingMail mail, HeaderFields fields) {
        return read(mail, fields).asSentOn(returned(mail, fields));
    }

    private static List<String> returned(IncomingMail mail, HeaderFields fields) {
        return Stream.concat(
                        fields.all("original-message-id").flatMap(MessageIds::in),
                        ReturnedLetter.messageIds(mail).stream())
                .distinct()
                .toList();
    }

    private static Receipt read(IncomingMail mail, HeaderFields fields) {
        Optional<Disposition> disposition = fields.first("disposition").map(DispositionReport::disposition);
        List<String> returned = returned(mail, fields);
        boolean refused = disposition.filter(known -> isRefusal(mail, known)).isPresent();
        return new Receipt(
                ReceiptKind.MDN,
                List.of(refused ? refused(mail, fields) : recipient(fields, disposition)),
                // Exchange names the letter only as what it answers
                returned.isEmpty() ? mail.arrival().references() : returned,
                fields.first("original-envelope-id").map(Xtext::decode),
                fields.first("reporting-ua").map(ua -> ua.split("[;\\s]", 2)[0]).filter(host -> !host.isEmpty()),
                Optional.empty(),
                disposition,
                false,
                mail.arrival());
    }

    /** The older Sieve refuses a letter by deleting it and saying so (RFC 3028 section 4.1); Dovecot does at a full mailbox. */
    private static boolean isRefusal(IncomingMail mail, Disposition disposition) {
        boolean deletes = disposition.type().equals("deleted") && !disposition.manualAction();
        return deletes
                && (mail.headers()
                                .first("auto-submitted")
                                .filter(value -> value.toLowerCase(Locale.ROOT).contains(REJECTED))
                                .isPresent()
                        || mail.headers()
                                .first("subject")
                                .map(EncodedWords::decode)
                                .filter(subject -> REFUSALS.begin(subject.strip()))
                                .isPresent());
    }

    private static ReceiptRecipient refused(IncomingMail mail, HeaderFields fields) {
        HumanText human = HumanText.of(mail);
        String words = human.text().substring(0, human.letter());
        Optional<String> status = StatusCodes.enhanced(words);
        return new ReceiptRecipient(
                fields.first("final-recipient").flatMap(TypedText::address),
                Optional.of("failed"),
                status,
                StatusCodes.inText(words).or(() -> Optional.of(Permanence.PERMANENT)),
                Reasons.of(status, words),
                Optional.of(Spaces.collapse(words)).filter(text -> !text.isEmpty()),
                fields.first("original-recipient").flatMap(TypedText::address),
                Optional.empty());
    }

    private static ReceiptRecipient recipient(HeaderFields fields, Optional<Disposition> disposition) {
        return new ReceiptRecipient(
                fields.first("final-recipient").flatMap(TypedText::address),
                // a failure of the recipient's software is no failure of the delivery
                disposition.map(Disposition::type).filter(type -> !type.equals("failed")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                fields.first("failure").or(() -> fields.first("error")).or(() -> fields.first("warning")),
                fields.first("original-recipient").flatMap(TypedText::address),
                Optional.empty());
    }

    /** {@code manual-action/MDN-sent-manually; displayed/error}: modes, then type, then modifier. */
    private static Disposition disposition(String field) {
        String text = Comments.removed(field).toLowerCase(Locale.ROOT);
        int semicolon = text.indexOf(';');
        String modes = semicolon < 0 ? "" : text.substring(0, semicolon);
        String[] type = text.substring(semicolon + 1).split("/", 2);
        return new Disposition(
                type[0].strip(),
                modes.contains("manual-action"),
                modes.contains("mdn-sent-manually"),
                type.length > 1 ? Optional.of(type[1].strip()).filter(m -> !m.isEmpty()) : Optional.empty());
    }
}
