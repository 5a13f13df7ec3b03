package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Permanence;
import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptRecipient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Bounces that have no part for machines: told by header and words together, read by how their family writes. */
final class TextBounce implements ReportFormat {
    /** Words that leave hope where no code is given. */
    private static final Phrases<String> HOPE = phrases(
            "temporary", "temporarily", "deferred", "try again later", "transient", "please retry", "greylisted");

    /** Exim gives up so when all errors were for a time only, and calls the whole permanent all the same. */
    private static final Phrases<String> TRIED_LONG =
            phrases("retry timeout exceeded", "retry time not reached", "have been failing for a long time");

    private static final Phrases<String> NO_HOPE = phrases(
            "permanent", "permanently", "giving up", "given up", "not going to try again", "name service error");

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
        return isBounce(mail, signs, text)
                ? Optional.of(receipt(mail, human, recipients(mail, text)))
                : Optional.empty();
    }

    private static boolean isMarked(IncomingMail mail) {
        return mail.headers().has("x-failed-recipients") || mail.isReportOf("delivery-status");
    }

    private static boolean isBounce(IncomingMail mail, BounceSigns signs, BounceText text) {
        if (isMarked(mail)) {
            return true;
        }
        if (text.isSuccess() || (signs.away() && !signs.daemon())) {
            return false;
        }
        boolean returns = text.text().letter() < text.text().text().length()
                || ReturnedLetter.headers(mail).isPresent();
        boolean ownSubject = signs.failure() && !signs.reply();
        if (text.isExact()) {
            return signs.daemon() || signs.nullSender() || ownSubject || (returns && !signs.reply());
        }
        boolean outside = signs.daemon() || ownSubject;
        return text.family().isPresent()
                ? outside || (signs.nullSender() && returns)
                : signs.daemon() && (ownSubject || (signs.nullSender() && returns));
    }

    private static List<ReceiptRecipient> recipients(IncomingMail mail, BounceText text) {
        String all = text.text().text();
        int begin = text.begin();
        Map<String, String> named = new NamedRecipients(all, text.text().headerFrom(begin), mail.headers())
                .find(
                        begin,
                        text.names(),
                        text.family().filter(BounceFamily::bareNames).isPresent());
        String whole = all.substring(begin, text.text().letter());
        if (named.isEmpty()) {
            return List.of(recipient(Optional.empty(), "", whole, text.isDelay()));
        }
        return named.entrySet().stream()
                .map(one -> recipient(Optional.of(one.getKey()), one.getValue(), whole, text.isDelay()))
                .toList();
    }

    private static ReceiptRecipient recipient(Optional<String> address, String own, String whole, boolean delay) {
        Optional<String> status = StatusCodes.enhanced(own).or(() -> StatusCodes.enhanced(whole));
        Permanence permanence = delay ? Permanence.TRANSIENT : permanence(own, whole);
        return new ReceiptRecipient(
                address,
                Optional.of(delay ? "delayed" : "failed"),
                status,
                Optional.of(permanence),
                Reasons.of(StatusCodes.enhanced(own), own).or(() -> Reasons.of(status, whole)),
                Optional.of(own).filter(words -> !words.isEmpty()),
                Optional.empty(),
                Optional.empty());
    }

    /** A reporter that names no code has given up, unless its words leave hope. */
    private static Permanence permanence(String own, String whole) {
        return StatusCodes.inText(own)
                .or(() -> StatusCodes.inText(whole))
                .orElseGet(() -> leavesHope(whole) ? Permanence.TRANSIENT : Permanence.PERMANENT);
    }

    private static boolean leavesHope(String words) {
        return TRIED_LONG.in(words) || (HOPE.in(words) && !NO_HOPE.in(words));
    }

    private static Receipt receipt(IncomingMail mail, HumanText text, List<ReceiptRecipient> recipients) {
        List<String> known = ReturnedLetter.messageIds(mail);
        return mail.receipt(
                ReceiptKind.BOUNCE_TEXT,
                recipients,
                known.isEmpty() ? ReturnedLetter.messageIdsIn(text.text()) : known,
                DeliveryReport.letter(mail));
    }

    private static Phrases<String> phrases(String... phrases) {
        return Phrases.of(Stream.of(phrases).collect(Collectors.toMap(Function.identity(), Function.identity())));
    }
}
