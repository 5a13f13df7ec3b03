package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.internal.mime.EncodedWords;
import dev.twotick.receipts.internal.mime.HeaderFields;
import java.util.Locale;
import java.util.Set;

/**
 * What the outer header of a mail looks like.
 *
 * @param daemon whether a mail system seems to be its author
 * @param nullSender whether nobody wants a bounce of it, {@code Return-Path: <>}
 * @param sender whether somebody does: its Return-Path names an address, and none of a mail system's
 * @param failure whether the subject speaks of a delivery that failed
 * @param delay whether the subject speaks of a delivery that waits
 * @param notice whether the subject is that of news about a delivery, good or bad
 * @param reply whether the subject is that of a reply or of a forwarded mail
 * @param answerLike whether the subject begins like that of a reply, though nothing may tell what it answers
 * @param away whether the subject is that of an automatic reply
 * @param summary whether the subject is that of a list of what happened to many mails
 */
record BounceSigns(
        boolean daemon,
        boolean nullSender,
        boolean sender,
        boolean failure,
        boolean delay,
        boolean notice,
        boolean reply,
        boolean answerLike,
        boolean away,
        boolean summary) {
    private static final Phrases<String> SENDERS = Phrases.anyOf(
            "mailer-daemon*",
            "mailer_daemon*",
            "mailerdaemon*",
            "mail-daemon*",
            "maildaemon*",
            "mailer daemon",
            "postmaster*",
            "post_master*",
            "mail deliver*",
            "mail.deliver*",
            "delivery subsystem",
            "delivery system",
            "mdaemon*",
            "mail administrator",
            "mail system",
            "microsoft exchange",
            "microsoftexchange*",
            "microsoft outlook",
            "system administrator",
            "systemadministrator",
            "content-filter",
            "mailadm*",
            "symantec mail*",
            "symantec messaging*",
            "symantec brightmail*",
            "symantec_*",
            "interscan*");

    private static final Phrases<String> FAILURES = Phrases.anyOf(
            "undeliver*",
            "un-deliver*",
            "nondeliver*",
            "non-deliver*",
            "not deliver*",
            "non delivery",
            "not be delivered",
            "not been delivered",
            "not be sent",
            "couldn't be delivered",
            "couldn't be sent",
            "delivery fail*",
            "delivery has failed",
            "delivery of your message has failed",
            "delivery error*",
            "delivery problem*",
            "delivery unsuccessful",
            "notification (failure)",
            "notification: delivery has failed",
            "failed delivery",
            "failure delivery",
            "failure notice",
            "failure notification",
            "failed to deliver",
            "unable to deliver",
            "fail to deliver",
            "error sending",
            "failed mail",
            "mail fail*",
            "message fail*",
            "mail error*",
            "mail system error",
            "mail failed",
            "returned mail*",
            "returned message",
            "returned to sender",
            "returning message",
            "returning to sender",
            "mail returned",
            "message returned",
            "returned e-mail",
            "user unknown",
            "unknown user",
            "bounced",
            "bounce message",
            "message rejected",
            "mail rejected",
            "message blocked",
            "mail blocked",
            "message refused",
            "automatically rejected",
            "are not member",
            "not member article",
            "unzustellbar*",
            "nicht zustellbar",
            "zustellung fehl*",
            "nicht zugestellt",
            "fehlgeschlagene zustellung",
            "non remis*",
            "non délivr*",
            "échec de la remise",
            "échec de remise",
            "échec d'acheminement",
            "no se puede",
            "no se ha podido",
            "no entregado",
            "no se pudo",
            "mensaje no entreg*",
            "mancato recapito",
            "non recapit*",
            "impossibile recapitare",
            "não foi possível",
            "não entregue",
            "falha na entrega",
            "niet bezorgd",
            "onbestelbaar",
            "kan inte levereras",
            "kan ikke leveres",
            "nie dostarczon*",
            "niedostarczon*",
            "nedoručiteln*",
            "недоставленн*",
            "не доставлено",
            "teslim edilemedi",
            "メールエラー",
            "配信不能",
            "配信エラー",
            "送信エラー",
            "退信",
            "无法投递",
            "投递失败",
            "无法传递",
            "发送失败",
            "無法傳遞",
            "배달되지");

    /** Subjects of news both good and bad. */
    private static final Phrases<String> NOTICES = Phrases.anyOf(
            "delivery status",
            "delivery report",
            "delivery notification",
            "mail status report",
            "message you sent",
            "message notification");

    private static final Phrases<String> DELAYS = Phrases.anyOf(
            "delivery delayed",
            "delivery delay",
            "mail delayed",
            "message delayed",
            "delayed mail",
            "delayed message",
            "notification (delay)",
            "not yet been delivered",
            "warning: message",
            "warning: could not",
            "zustellung verzögert",
            "remise différée");

    /** Subjects of what those are told who look after a mail system. */
    private static final Phrases<String> SUMMARIES = Phrases.anyOf(
            "log summary",
            "mail summary",
            "daily summary",
            "weekly summary",
            "daily report",
            "weekly report",
            "statistics",
            "logwatch",
            "digest",
            "quarantine*",
            "quarantäne*");

    private static final Set<String> REPLIES = Set.of(
            "re", "aw", "sv", "antw", "antwort", "rif", "r", "odp", "res", "réf", "ref", "vá", "ynt", "ответ", "отв",
            "答复", "回复", "回覆", "答");
    private static final Set<String> FORWARDS =
            Set.of("fw", "fwd", "wg", "tr", "rv", "vs", "i", "enc", "pd", "továbbítás", "ilt", "转发", "轉寄");
    private static final String COLONS = ":：";
    private static final int LONGEST_PREFIX = 14;

    static BounceSigns of(HeaderFields headers) {
        String subject = headers.first("subject")
                .map(EncodedWords::decode)
                .map(String::strip)
                .orElse("");
        boolean nullSender = headers.first("return-path").filter("<>"::equals).isPresent();
        return new BounceSigns(
                isDaemon(headers),
                nullSender,
                headers.first("return-path")
                        .filter(path -> !nullSender && !SENDERS.in(path))
                        .isPresent(),
                FAILURES.in(subject),
                DELAYS.in(subject),
                NOTICES.in(subject),
                isReply(headers, subject),
                REPLIES.contains(prefix(subject)) || FORWARDS.contains(prefix(subject)),
                AutoReply.isAway(subject),
                SUMMARIES.in(subject));
    }

    /** Some gateways begin the subject of a bounce like that of a reply, but say not what it answers. */
    private static boolean isReply(HeaderFields headers, String subject) {
        boolean answers = headers.has("in-reply-to") || headers.has("references");
        return FORWARDS.contains(prefix(subject)) || (answers && REPLIES.contains(prefix(subject)));
    }

    /** A subject without the words in front by which replies and forwarded mails are known. */
    static String withoutPrefixes(String subject) {
        String rest = subject.strip();
        String prefix = prefix(rest);
        while (REPLIES.contains(prefix) || FORWARDS.contains(prefix)) {
            rest = rest.substring(colon(rest) + 1).strip();
            prefix = prefix(rest);
        }
        return rest;
    }

    /** What stands before the first colon, without the number that some put there ({@code Re[2]:}). */
    private static String prefix(String subject) {
        int colon = colon(subject);
        if (colon < 0 || colon > LONGEST_PREFIX) {
            return "";
        }
        String word = subject.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        int number = word.indexOf('[');
        return number > 0 && word.endsWith("]") ? word.substring(0, number) : word;
    }

    private static int colon(String subject) {
        for (int i = 0; i < subject.length(); i++) {
            if (COLONS.indexOf(subject.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the subject speaks of a delivery that failed or waits. */
    boolean bad() {
        return failure || delay;
    }

    /** Some mail systems name no author; then the sender tells. */
    private static boolean isDaemon(HeaderFields headers) {
        String from = headers.first("from")
                .map(EncodedWords::decode)
                .map(String::strip)
                .orElse("");
        return from.isEmpty()
                ? headers.first("return-path").filter(SENDERS::in).isPresent()
                : from.equals("<>") || SENDERS.in(from);
    }
}
