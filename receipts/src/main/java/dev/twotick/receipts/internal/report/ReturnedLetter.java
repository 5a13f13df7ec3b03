package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.internal.mime.HeaderFields;
import dev.twotick.receipts.internal.mime.MailPart;
import dev.twotick.receipts.internal.mime.PartReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The letter that came back inside a receipt, or its header. */
final class ReturnedLetter {
    private static final Set<String> TYPES = Set.of(
            "message/rfc822",
            "message/global",
            "text/rfc822-headers",
            "text/rfc822-header",
            "message/rfc822-headers",
            "message/global-headers");

    /** What the header of a letter has beside its Message-ID. */
    private static final List<String> FIELDS = List.of("from", "received", "subject");

    private static final String ORIGINAL = "x-original-message-id";
    private static final String MESSAGE_ID = "Message-ID:";

    private ReturnedLetter() {}

    /** Its header; the last one when there are several, since a report puts it at its end. */
    static Optional<HeaderFields> headers(IncomingMail mail) {
        List<MailPart> returned = mail.root()
                .ownParts()
                .skip(1)
                .filter(part -> TYPES.contains(part.type().type()))
                .toList();
        return returned.isEmpty() ? Optional.empty() : Optional.of(headers(returned.get(returned.size() - 1), mail));
    }

    private static HeaderFields headers(MailPart part, IncomingMail mail) {
        return part.children().isEmpty()
                ? PartReader.header(part, mail.limits().headerCharacters())
                : part.children().get(0).headers();
    }

    /** Its Message-IDs, and those that providers keep in fields of their own. */
    static List<String> messageIds(IncomingMail mail) {
        return messageIds(mail, HeaderFields.NONE);
    }

    /** Those, else what a delivery report says about the letter (Gmail), else where its header stands under another type. */
    static List<String> messageIds(IncomingMail mail, HeaderFields report) {
        Stream<String> returned = headers(mail).stream().flatMap(ReturnedLetter::named);
        Stream<String> outer = mail.headers().all(ORIGINAL).flatMap(MessageIds::in);
        Stream<String> told = report.all(ORIGINAL).flatMap(MessageIds::in);
        List<String> known =
                Stream.of(returned, outer, told).flatMap(ids -> ids).distinct().toList();
        return known.isEmpty() ? untyped(mail) : known;
    }

    /** Whom it was for, if it was for one only. */
    static Optional<String> addressee(IncomingMail mail) {
        List<String> all = headers(mail).stream()
                .flatMap(letter -> Stream.of("to", "cc", "bcc").flatMap(letter::all))
                .flatMap(MailAddresses::in)
                .distinct()
                .toList();
        return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
    }

    /** With their report some attach the letter as a file of no type, some have its header in the text. */
    private static List<String> untyped(IncomingMail mail) {
        if (mail.root().ownParts().noneMatch(DeliveryReport::isReport)) {
            return List.of();
        }
        List<String> attached = mail.parts(Set.of("application/octet-stream")).stream()
                .map(part -> PartReader.header(part, mail.limits().headerCharacters()))
                .filter(header -> FIELDS.stream().anyMatch(header::has))
                .flatMap(ReturnedLetter::named)
                .distinct()
                .toList();
        return attached.isEmpty() ? messageIdsIn(HumanText.of(mail).text()) : attached;
    }

    /** A provider that sends under a Message-ID of its own keeps the letter's one beside it. */
    private static Stream<String> named(HeaderFields headers) {
        return Stream.of("message-id", "x-google-original-message-id", ORIGINAL)
                .flatMap(headers::all)
                .flatMap(MessageIds::in);
    }

    /** Where the letter stands in the text itself: the Message-ID of its header there. */
    static List<String> messageIdsIn(String text) {
        int at = indexOfLine(text);
        if (at < 0) {
            return List.of();
        }
        int end = HumanText.nextLine(text, at);
        String value = text.substring(at + MESSAGE_ID.length(), end).strip();
        // the field may be folded behind its name
        return MessageIds.in(value.isEmpty() ? text.substring(end, HumanText.nextLine(text, end)) : value)
                .limit(1)
                .toList();
    }

    private static int indexOfLine(String text) {
        int line = 0;
        while (line < text.length()) {
            int at = line;
            while (at < text.length()
                    && (text.charAt(at) == '>' || text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
            if (text.regionMatches(true, at, MESSAGE_ID, 0, MESSAGE_ID.length())) {
                return at;
            }
            line = HumanText.nextLine(text, line);
        }
        return -1;
    }
}
