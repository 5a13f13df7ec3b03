package dev.twotick.receipts.internal.report;

import static dev.twotick.receipts.internal.report.BounceFamily.family;

import java.util.List;

/** How large providers and carriers write their bounces, one entry for each. */
final class MailProviders {
    static final List<BounceFamily> ALL = List.of(
            family("Gmail")
                    .gaveUp(
                            "delivery to the following recipient failed permanently",
                            "delivery to the following recipients failed permanently",
                            "there was a problem delivering your message to",
                            "your message wasn't delivered to",
                            "the recipient server did not accept our requests to connect",
                            "sie haben versucht, eine nachricht an eine adresse zu senden")
                    .stillTrying("delivery to the following recipient has been delayed", "gmail will retry for")
                    .names("your message wasn't delivered to", "there was a problem delivering your message to"),
            family("SFR").gaveUp("n'a pu être distribué au destinataire"),
            family("Google Groups")
                    .gaveUp(
                            "the group you tried to contact",
                            "you may not have permission to post messages to the group",
                            "die gruppe, die sie kontaktieren wollten",
                            "le groupe que vous avez tenté de contacter",
                            "el grupo con el que has intentado ponerte en contacto"),
            family("Yahoo")
                    .gaveUp(
                            "sorry, we were unable to deliver your message to the following address",
                            "unable to deliver message to the following address",
                            "unable to deliver message to the following recipient")
                    .names("sorry, your message to"),
            family("AOL")
                    .gaveUp("your mail to the following recipients could not be delivered")
                    .withBareNames(),
            family("Apple iCloud").gaveUp("this message could not be delivered to the following icloud"),
            family("GoDaddy and its Outblaze")
                    .gaveUp("your mail message to the following address(es) could not be delivered"),
            family("SendGrid").gaveUp("your message was not able to be delivered to one of its intended recipients"),
            family("Amazon SES")
                    .gaveUp("an error occurred while trying to deliver the mail to the following recipients"),
            family("Zoho").gaveUp("invalid address, error_code", "error, error_code"),
            family("ISPs that write for their customers")
                    .gaveUp("sorry, unable to deliver your message to", "quota violation for")
                    .names("unable to deliver your message to", "quota violation for"),
            family("KDDI au one net").gaveUp("as their mailbox is full").names("could not be delivered to:"),
            family("KDDI EZweb")
                    .gaveUp(
                            "the user(s) account is disabled",
                            "the user(s) account is temporarily over quota",
                            "each of the following recipients was rejected by a remote mail server",
                            "the following recipients did not receive this message",
                            "次のあて先へのメッセージはエラーのため送信できませんでした")
                    .names("recipient:"),
            family("Verizon vtext")
                    .gaveUp("message could not be delivered to mobile", "no valid recipients from this mm"),
            family("NTT docomo and SoftBank").gaveUp("宛先が見つからない", "メールをお届けできませんでした", "メールを配信できませんでした"),
            family("Sina, NetEase and Tencent")
                    .gaveUp("邮件无法发送到", "邮件无法投递", "您的邮件被退回", "无法送达", "发送失败", "系统退信", "退信原因")
                    .letter("原信件", "原邮件信息", "邮件原文"),
            family("Mail.ru, Yandex and Rambler")
                    .gaveUp(
                            "не может быть доставлено",
                            "не было доставлено",
                            "не удалось доставить",
                            "письмо не доставлено"));

    private MailProviders() {}
}
