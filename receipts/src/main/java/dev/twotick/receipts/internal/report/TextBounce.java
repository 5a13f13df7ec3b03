package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptRecipient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bounces that have no part for machines: told by header and words together, read by how their family writes. */
final class TextBounce implements ReportFormat {
    @Override
    public Optional<Receipt> read(IncomingMail mail) {
        BounceSigns signs = BounceSigns.of(mail.headers());
        HumanText human = HumanText.of(mail);
        BounceText text = BounceText.read(human);
        List<ReceiptRecipient> likeReport = isByPerson(mail, signs, text)
                ? List.of()
                : ReportLikeText.recipients(human.text(), mail.limits().recipients());
        if (!likeReport.isEmpty()) {
            return Optional.of(receipt(mail, human, likeReport));
        }
        boolean certain = isMarked(mail) || (text.isExact() && signs.daemon());
        if (text.isChallenge() && !certain) {
            return Optional.of(mail.receipt(ReceiptKind.AUTO_REPLY, List.of()));
        }
        boolean delay = text.isDelay() || (signs.delay() && !text.isFailure());
        return new BounceProof(mail, signs, text).isBounce()
                ? Optional.of(receipt(mail, human, recipients(mail, text, delay)))
                : Optional.empty();
    }

    private static boolean isMarked(IncomingMail mail) {
        return mail.headers().has("x-failed-recipients") || mail.isReportOf("delivery-status");
    }

    /** People reply with a report in their text, or write something before it. */
    private static boolean isByPerson(IncomingMail mail, BounceSigns signs, BounceText text) {
        if (signs.daemon() || signs.nullSender()) {
            return false;
        }
        String all = text.text().text();
        int report = ReportLikeText.begin(all);
        int first = text.family().isPresent() ? Math.min(text.begin(), report) : report;
        boolean mayBe =
                signs.sender() || (!signs.bad() && ReturnedLetter.headers(mail).isEmpty());
        return signs.reply() || (mayBe && !Opening.isBefore(all, Math.max(0, first)));
    }

    private static List<ReceiptRecipient> recipients(IncomingMail mail, BounceText text, boolean delay) {
        String all = text.text().text();
        int begin = text.begin();
        Map<String, String> named = NamedRecipients.in(text, mail);
        String whole = all.substring(begin, text.text().letter());
        Words words = new Words(whole, delay);
        if (named.isEmpty()) {
            return List.of(words.recipient(Optional.empty(), ""));
        }
        return named.entrySet().stream()
                .map(one -> words.recipient(Optional.of(one.getKey()), one.getValue()))
                .toList();
    }

    private static Receipt receipt(IncomingMail mail, HumanText text, List<ReceiptRecipient> recipients) {
        List<String> known = ReturnedLetter.messageIds(mail);
        return mail.receipt(
                ReceiptKind.BOUNCE_TEXT,
                recipients,
                known.isEmpty() ? ReturnedLetter.messageIdsIn(text.text()) : known,
                DeliveryReport.letter(mail));
    }
}
