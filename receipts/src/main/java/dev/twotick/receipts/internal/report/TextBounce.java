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
        boolean quoted = signs.reply() && !signs.daemon() && !signs.nullSender();
        List<ReceiptRecipient> likeReport = quoted
                ? List.of()
                : ReportLikeText.recipients(human.text(), mail.limits().recipients());
        if (!likeReport.isEmpty()) {
            return Optional.of(receipt(mail, human, likeReport));
        }
        BounceText text = BounceText.read(human);
        boolean certain = isMarked(mail) || (text.isExact() && signs.daemon());
        if (text.isChallenge() && !certain) {
            return Optional.of(mail.receipt(ReceiptKind.AUTO_REPLY, List.of()));
        }
        boolean delay = text.isDelay() || (signs.delay() && !text.isFailure());
        return isBounce(mail, signs, text)
                ? Optional.of(receipt(mail, human, recipients(mail, text, delay)))
                : Optional.empty();
    }

    private static boolean isMarked(IncomingMail mail) {
        return mail.headers().has("x-failed-recipients") || mail.isReportOf("delivery-status");
    }

    /** Neither header nor words suffice alone: people quote bounces, and mail systems send other mail too. */
    private static boolean isBounce(IncomingMail mail, BounceSigns signs, BounceText text) {
        if (mail.headers().has("x-failed-recipients")) {
            return true;
        }
        if (text.isSuccess() || (signs.away() && !signs.daemon())) {
            return false;
        }
        boolean bad = signs.failure() || signs.delay();
        if (mail.isReportOf("delivery-status")) {
            return bad || text.family().isPresent();
        }
        boolean returns = text.text().letter() < text.text().text().length()
                || ReturnedLetter.headers(mail).isPresent();
        boolean named = (bad || signs.notice()) && !signs.reply();
        if (text.isExact()) {
            return signs.daemon() || signs.nullSender() || named || (returns && !signs.reply());
        }
        if (text.family().isPresent()) {
            return signs.daemon() || named || (signs.nullSender() && returns);
        }
        return signs.daemon() && ((bad && !signs.reply()) || (signs.nullSender() && returns && !signs.notice()));
    }

    private static List<ReceiptRecipient> recipients(IncomingMail mail, BounceText text, boolean delay) {
        String all = text.text().text();
        int begin = text.begin();
        Map<String, String> named = new NamedRecipients(all, text.text().headerFrom(begin), mail.headers())
                .find(
                        begin,
                        text.names(),
                        text.family().filter(BounceFamily::bareNames).isPresent());
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
