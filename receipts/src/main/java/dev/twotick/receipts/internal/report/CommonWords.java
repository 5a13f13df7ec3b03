package dev.twotick.receipts.internal.report;

import static dev.twotick.receipts.internal.report.BounceFamily.anybody;

import java.util.List;

/** What bounces of any family, and sometimes people, say; it counts only where the header looks like that of a bounce. */
final class CommonWords {
    static final List<BounceFamily> ALL = List.of(
            anybody("English")
                    .gaveUp(
                            "could not be delivered",
                            "couldn't be delivered",
                            "cannot be delivered",
                            "can not be delivered",
                            "was not delivered",
                            "wasn't delivered",
                            "message not delivered",
                            "not delivered to",
                            "been undeliverable",
                            "is undeliverable",
                            "was undeliverable",
                            "undeliverable",
                            "undelivered",
                            "unable to deliver",
                            "failed to deliver",
                            "cannot deliver",
                            "could not deliver",
                            "couldn't deliver",
                            "not able to deliver",
                            "not able to be delivered",
                            "could not be sent",
                            "could not be reached",
                            "could not send",
                            "delivery failed",
                            "delivery has failed",
                            "delivery failure",
                            "delivery error",
                            "delivery of email to this address",
                            "trouble delivering your message",
                            "failed recipient*",
                            "has been returned",
                            "was returned",
                            "is being returned",
                            "has been rejected",
                            "was rejected",
                            "was blocked",
                            "has been blocked",
                            "was refused",
                            "bounced",
                            "user unknown",
                            "unknown user",
                            "no such user",
                            "mailbox unavailable",
                            "mailbox is full",
                            "mailbox full",
                            "over quota",
                            "quota exceeded",
                            "does not exist",
                            "permanent error",
                            "permanent failure",
                            "fatal error*")
                    .stillTrying(
                            "has been delayed",
                            "is delayed",
                            "will continue to try",
                            "will keep trying",
                            "will continue to attempt delivery",
                            "we will continue to attempt",
                            "will be retried",
                            "still being retried",
                            "you do not need to resend",
                            "delivery is still being attempted",
                            "not been delivered yet",
                            "not yet delivered")
                    .names(
                            "failed recipient:",
                            "failed recipients:",
                            "rejected recipient:",
                            "your message to",
                            "your mail to",
                            "your email to",
                            "your e-mail to",
                            "following message to",
                            "following mail to",
                            "following email to",
                            "you sent to",
                            "mail sent to",
                            "email sent to",
                            "message sent to",
                            "message to address",
                            "addressed to email address :",
                            "mailbox is full:",
                            "no such user:",
                            "user unknown:",
                            "user:",
                            "email address:",
                            "e-mail address:",
                            "delivery of email to this address",
                            "could not be delivered to")
                    .letter("mensaje original adjunto"),
            anybody("German")
                    .gaveUp(
                            "konnte nicht zugestellt werden",
                            "konnte nicht ausgeliefert werden",
                            "nicht zustellbar",
                            "unzustellbar",
                            "zustellung fehlgeschlagen",
                            "zustellung ist fehlgeschlagen")
                    .stillTrying(
                            "zustellung verzögert",
                            "zustellung hat sich verzögert",
                            "noch nicht zugestellt",
                            "wird weiterhin versucht"),
            anybody("French")
                    .gaveUp(
                            "n'a pas pu être délivré",
                            "n'a pas pu etre delivre",
                            "n'a pas pu être remis",
                            "n'a pu être délivré",
                            "n'a pas été délivré",
                            "n'a pas été remis",
                            "n'a pas été distribué",
                            "n'a pu être distribué",
                            "n'a pas pu être distribué",
                            "aux destinataires suivants a échoué",
                            "non remis",
                            "échec de la remise",
                            "échec de remise")
                    .stillTrying("remise différée"),
            anybody("Spanish")
                    .gaveUp(
                            "no se pudo entregar",
                            "no se ha podido entregar",
                            "no pudo ser entregado",
                            "no ha podido ser entregado",
                            "no ha sido entregado",
                            "no entregado"),
            anybody("Italian")
                    .gaveUp(
                            "non è stato possibile recapitare",
                            "non è stato possibile consegnare",
                            "impossibile recapitare",
                            "mancato recapito",
                            "non è stato consegnato",
                            "non può essere consegnato",
                            "recapito non riuscito"),
            anybody("Portuguese")
                    .gaveUp(
                            "não foi possível entregar",
                            "não pôde ser entregue",
                            "não pode ser entregue",
                            "não foi entregue"),
            anybody("Dutch")
                    .gaveUp("kon niet worden bezorgd", "kon niet worden afgeleverd", "niet bezorgd", "onbestelbaar"),
            anybody("Scandinavian")
                    .gaveUp(
                            "kunde inte levereras",
                            "gick inte att leverera",
                            "kunne ikke leveres",
                            "ikke levert",
                            "ikke leveret"),
            anybody("Finnish").gaveUp("toimittaminen epäonnistui", "ei voitu toimittaa", "ei voida toimittaa"),
            anybody("Polish")
                    .gaveUp(
                            "nie została dostarczona",
                            "nie mogła zostać dostarczona",
                            "nie można dostarczyć",
                            "nie udało się dostarczyć"),
            anybody("Czech").gaveUp("nebylo možné doručit", "nelze doručit", "nebyla doručena", "nepodařilo doručit"),
            anybody("Hungarian").gaveUp("kézbesíthetetlen", "nem sikerült kézbesíteni", "nem kézbesíthető"),
            anybody("Romanian").gaveUp("nu a putut fi livrat", "imposibil de livrat"),
            anybody("Greek").gaveUp("δεν παραδόθηκε", "δεν ήταν δυνατή η παράδοση"),
            anybody("Russian")
                    .gaveUp("не доставлено", "невозможно доставить", "недоставленное", "не удается доставить"),
            anybody("Ukrainian").gaveUp("не вдалося доставити", "не доставлено"),
            anybody("Hebrew").gaveUp("לא ניתן למסור", "לא ניתן למסירה"),
            anybody("Turkish").gaveUp("teslim edilemedi", "iletilemedi"),
            anybody("Japanese").gaveUp("送信できませんでした", "配信できませんでした", "配送できませんでした", "届けることができませんでした"),
            anybody("Chinese").gaveUp("退信", "无法投递", "投递失败", "無法傳送", "無法遞送", "未送达", "未能传递", "无法传递", "無法傳遞"),
            anybody("Korean").gaveUp("전송되지", "전달되지", "반송"));

    private CommonWords() {}
}
