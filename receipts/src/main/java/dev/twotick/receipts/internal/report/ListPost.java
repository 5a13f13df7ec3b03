package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.internal.mime.EncodedWords;
import dev.twotick.receipts.internal.mime.HeaderFields;
import java.util.List;
import java.util.Optional;

/**
 * What somebody wrote to a mailing list (RFC 2919, RFC 2369): it may quote a bounce or a report, or bring some as a digest, and
 * is none. A list also distributes what a mail system wrote, and its fields alone make no post: it has to look like one.
 */
final class ListPost implements ReportFormat {
    @Override
    public Optional<Receipt> read(IncomingMail mail) {
        HeaderFields headers = mail.headers();
        if (!isOfList(headers) || mail.root().type().is("multipart/report")) {
            return Optional.empty();
        }
        BounceSigns signs = BounceSigns.of(headers);
        if (isByMachine(headers, signs) || !looksLikePost(mail, signs)) {
            return Optional.empty();
        }
        ReceiptKind kind = AutoReply.isAutomatic(headers) ? ReceiptKind.AUTO_REPLY : ReceiptKind.NOT_A_REPORT;
        return Optional.of(mail.receipt(kind, List.of(), List.of(), HeaderFields.NONE));
    }

    private static boolean isOfList(HeaderFields headers) {
        return headers.has("list-id")
                || headers.has("list-post")
                || headers.first("precedence").filter("list"::equalsIgnoreCase).isPresent();
    }

    /** Also what the list itself writes (X-List-Administrivia), and all that says to be automatic (RFC 3834). */
    private static boolean isByMachine(HeaderFields headers, BounceSigns signs) {
        return signs.daemon()
                || signs.nullSender()
                || headers.has("x-failed-recipients")
                || headers.has("x-list-administrivia")
                || headers.first("auto-submitted")
                        .filter(value -> !value.strip().equalsIgnoreCase("no"))
                        .isPresent();
    }

    private static boolean looksLikePost(IncomingMail mail, BounceSigns signs) {
        HumanText human = HumanText.of(mail);
        BounceText words = BounceText.read(human);
        if (words.isExact() && Opening.isBefore(human.text(), words.told())) {
            return false;
        }
        return answers(mail.headers())
                || signs.reply()
                || isTagged(mail.headers())
                || isDigest(mail)
                || beginsWithProse(human.text(), words);
    }

    private static boolean answers(HeaderFields headers) {
        return headers.has("in-reply-to") || headers.has("references");
    }

    /** The name of the list in front; a bounce has it behind its own words, from the subject of the letter. */
    private static boolean isTagged(HeaderFields headers) {
        String subject = headers.first("subject")
                .map(EncodedWords::decode)
                .map(BounceSigns::withoutPrefixes)
                .orElse("");
        return subject.startsWith("[") && subject.indexOf(']') > 1;
    }

    /** A bounce brings one mail back. */
    private static boolean isDigest(IncomingMail mail) {
        return mail.root().ownParts().anyMatch(part -> part.type().is("multipart/digest"))
                || mail.root()
                                .ownParts()
                                .filter(part -> part.type().isMessage())
                                .count()
                        > 1;
    }

    private static boolean beginsWithProse(String text, BounceText words) {
        int first = words.family().isPresent() ? words.begin() : ReportLikeText.begin(text);
        return !text.isBlank() && (first < 0 || !Opening.isBefore(text, first));
    }
}
