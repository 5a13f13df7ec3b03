package dev.twotick.receipts.internal.report;

import static dev.twotick.receipts.internal.report.BounceFamily.family;

import java.util.List;

/** How mail servers and the filters in front of them write their bounces, one entry for each family of software. */
final class MailServers {
    static final List<BounceFamily> ALL = List.of(
            family("Exim")
                    .gaveUp(
                            "could not be delivered to one or more of its recipients",
                            "could not be delivered to all of its recipients",
                            "could not be delivered to some of its recipients",
                            "the following address(es) failed",
                            "the following addresses failed",
                            "the following address failed",
                            "recipient addresses that were incorrectly constructed",
                            "contained no recipient addresses, and therefore no delivery could be attempted")
                    .stillTrying(
                            "has not yet been delivered",
                            "has not been delivered to one or more of its recipients after",
                            "no action is required on your part. delivery attempts will continue")
                    .letter("this is a copy of the message", "this is a copy of your message"),
            family("Exim of 1&1, GMX and mail.com").letter("the header of the original message is following"),
            family("Postfix")
                    .gaveUp(
                            "could not be delivered to one or more recipients",
                            "could not be delivered to one or more destinations",
                            "delivery report unavailable")
                    .stillTrying(
                            "this is a warning only",
                            "your message could not be delivered for",
                            "it will be retried until"),
            family("Sendmail")
                    .gaveUp(
                            "the following addresses had permanent fatal errors",
                            "the following addresses had delivery problems",
                            "the following addresses had delivery errors",
                            "transcript of session follows",
                            "transcript of the session follows")
                    .stillTrying(
                            "this is a warning message only",
                            "the following addresses had transient non-fatal errors",
                            "could not send message for past",
                            "will be deleted from queue")
                    .names("rcpt to:")
                    .letter(
                            "unsent message follows",
                            "original message follows",
                            "original message below",
                            "message header follows",
                            "message headers follow",
                            "no message was collected"),
            family("qmail and its clones")
                    .gaveUp(
                            "wasn't able to deliver your message",
                            "was unable to deliver your message to the following",
                            "this is a permanent error; i've given up",
                            "this is the qmail-send program",
                            "but the bounce bounced")
                    .letter("below this line is a copy of the message", "below this line is the original bounce"),
            family("Courier")
                    .gaveUp("your message to the following recipients cannot be delivered")
                    .stillTrying("delays in delivering your message")
                    .letter("the first 50 lines of your original message"),
            family("OpenSMTPD")
                    .gaveUp("an error has occurred while attempting to deliver a message")
                    .stillTrying("a message is delayed for more than", "this is only a temporary failure report")
                    .letter("below is a copy of the original message"),
            family("DragonFly dma")
                    .gaveUp("this is the dragonfly mail agent", "there was an error delivering your mail to")
                    .names("there was an error delivering your mail to")
                    .letter("original message headers"),
            family("Smail 3")
                    .gaveUp("failed addresses follow", "no valid recipients were found for this message")
                    .letter("message text follows"),
            family("Exchange")
                    .gaveUp(
                            "did not reach some or all of the intended recipients",
                            "did not reach the following recipient(s)",
                            "the following recipient(s) could not be reached",
                            "delivery has failed to these recipients",
                            "delivery to the following recipients failed",
                            "delivery to the following recipient failed",
                            "could not be delivered to the following recipients",
                            "your message couldn't be delivered to the recipients shown below",
                            "the e-mail system was unable to deliver the message",
                            "fehler bei der nachrichtenzustellung an folgende empfänger",
                            "ihre nachricht hat einige oder alle empfänger nicht erreicht",
                            "échec de la remise à ces destinataires",
                            "échec de la remise pour ces destinataires",
                            "n'a pas pu être remis aux destinataires suivants",
                            "error al entregar a estos destinatarios",
                            "no se pudo entregar a estos destinatarios",
                            "recapito non riuscito ai seguenti destinatari",
                            "recapito non riuscito per i seguenti destinatari",
                            "falha na entrega a estes destinatários",
                            "bezorging aan deze geadresseerden is mislukt",
                            "次の受信者または配布グループへの配信に失敗しました",
                            "gick inte att leverera till följande mottagare",
                            "leverans till följande mottagare eller grupper misslyckades",
                            "toimitus näille vastaanottajille",
                            "toimitus seuraaville vastaanottajille",
                            "címzetteknek vagy csoportoknak nem sikerült kézbesíteni",
                            "a következő címzetteknek nem sikerült kézbesíteni",
                            "сбой доставки следующим получателям",
                            "не удалось доставить следующим получателям",
                            "не вдалося доставити повідомлення таким одержувачам",
                            "помилка доставки таким одержувачам",
                            "η παράδοση σε αυτού*",
                            "livrarea către acești destinatari",
                            "livrarea către aceşti destinatari",
                            "livrarea la acești destinatari",
                            "המסירה לנמענים",
                            "המסירה נכשלה לנמענים",
                            "无法将邮件传递到以下收件人",
                            "未能传递给以下收件人",
                            "未能传递到以下收件人",
                            "無法傳遞至下列收件者")
                    .stillTrying(
                            "delivery to these recipients or groups has been delayed",
                            "delivery to these recipients or distribution lists has been delayed",
                            "delivery to the following recipients has been delayed",
                            "delivery to the following recipients is delayed",
                            "zustellung an folgende empfänger oder gruppen hat sich verzögert",
                            "zustellung an folgende empfänger hat sich verzögert",
                            "la remise à ces destinataires ou groupes a été retardée")
                    .names("dda:smtp=", "the following recipient(s) could not be reached:"),
            family("Domino and Notes")
                    .gaveUp(
                            "was not delivered to:",
                            "failure reasons",
                            "not listed in public name & address book",
                            "wurde nicht zugestellt an",
                            "n'a pas été distribué à",
                            "no se entregó a",
                            "non è stato consegnato a:")
                    .letter("returned message"),
            family("GroupWise").gaveUp("the message that you sent was undeliverable to the following"),
            family("Oracle, Sun and Netscape Messaging Server")
                    .gaveUp("your message cannot be delivered to the following recipients")
                    .stillTrying(
                            "your message is being returned; it has been enqueued and undeliverable for",
                            "the mail system will continue to try to deliver your message")
                    .names("recipient address:"),
            family("IMail")
                    .gaveUp("body of message generated response", "delivery failed 20 attempts")
                    .names(
                            "unknown user:",
                            "invalid final delivery userid:",
                            "user mailbox exceeds allowed size:",
                            "undeliverable to",
                            "delivery failed 20 attempts:"),
            family("MDaemon")
                    .gaveUp("had permanent fatal delivery errors", "the attached message had fatal delivery errors")
                    .names("failed address:"),
            family("CommuniGate Pro").gaveUp("failed to deliver to").names("failed to deliver to"),
            family("XMail")
                    .gaveUp("xmail bounce: rcpt", "the reason of the delivery failure was")
                    .letter("here is listed the initial part of the message", "here is listed the message log file"),
            family("Apache James")
                    .gaveUp("this is the james mail server at", "error message below")
                    .letter("the original message is below"),
            family("PowerMTA")
                    .gaveUp(
                            "this message is to inform you on the delivery status",
                            "delivery failed; will not continue trying"),
            family("servers that had trouble and tell in full")
                    .gaveUp("we had trouble delivering your message")
                    .names("rejected recipient", "the following recipients returned permanent errors:")
                    .letter("the attachment contains the original mail headers"),
            family("MessageSwitch").stillTrying("this is just a warning, you do not need to take any action"),
            family("amavis")
                    .gaveUp(
                            "the message was not relayed to",
                            "banned contents alert",
                            "delivery of the email was stopped")
                    .stillTrying("the message was delayed"),
            family("InterScan and other gateways of Trend Micro")
                    .gaveUp("unable to deliver message to")
                    .names("unable to deliver message to"),
            family("MailFoundry").gaveUp("delivery failed for the following reason"),
            family("MailMarshal").gaveUp("the following recipients were affected", "could not be delivered because of"),
            family("SurfControl").gaveUp("failed to send to identified host").names("failed to send to"),
            family("Symantec gateways").stillTrying("delivery attempts will continue to be made for"),
            family("Barracuda").gaveUp("when delivery was attempted, the following error was returned"),
            family("Sieve's reject").gaveUp("was automatically rejected").names("your message to"),
            family("gateways that abort after hours").gaveUp("to the following recipients was aborted after"),
            family("m-FILTER")
                    .gaveUp("このメールは送信できませんでした", "以下のメールアドレスへの送信に失敗しました")
                    .letter("original mail info"),
            family("fml")
                    .gaveUp(
                            "you are not a member of this mailing list",
                            "you are not member of this mailing list",
                            "duplicated message-id in",
                            "your mail is rejected by the mailing list")
                    .letter("original mail as follows", "original message as below"),
            family("any")
                    .letter(
                            "original message",
                            "the original message follows",
                            "what follows is the beginning of your letter",
                            "your message follows",
                            "your original message follows",
                            "a copy of the original message",
                            "a copy of your message",
                            "here is a copy of the message",
                            "here is a copy of your message",
                            "header of the original message",
                            "headers of the original message",
                            "copy of the message",
                            "undelivered message",
                            "returned mail follows",
                            "message headers:"));

    private MailServers() {}
}
