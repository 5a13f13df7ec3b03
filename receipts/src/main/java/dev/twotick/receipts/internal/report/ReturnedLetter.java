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
        Stream<String> returned = headers(mail).stream().flatMap(ReturnedLetter::named);
        Stream<String> outer = mail.headers().all("x-original-message-id").flatMap(MessageIds::in);
        return Stream.concat(returned, outer).distinct().toList();
    }

    /** A provider that sends under a Message-ID of its own keeps the letter's one beside it. */
    private static Stream<String> named(HeaderFields headers) {
        return Stream.of("message-id", "x-google-original-message-id", "x-original-message-id")
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
