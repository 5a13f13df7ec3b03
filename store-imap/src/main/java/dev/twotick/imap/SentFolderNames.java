package dev.twotick.imap;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/**
 * What mail programs and providers call the Sent folder: a guess, for servers that do not mark it (RFC 6154). An earlier
 * name wins over a later one.
 */
final class SentFolderNames {
    private static final List<String> NAMES = List.of(
                    // English
                    "Sent | Sent Items | Sent Messages | Sent Mail | Sent-Mail | Sent Email | Sent Emails",
                    // German
                    "Gesendet | Gesendete Elemente | Gesendete Objekte | Gesendete Nachrichten | Gesendete Mails",
                    // French
                    "Envoyés | Éléments envoyés | Messages envoyés | Objets envoyés | Courrier envoyé | Courriers envoyés",
                    // Spanish
                    "Enviados | Elementos enviados | Mensajes enviados | Correo enviado | Correos enviados",
                    // Portuguese
                    "Enviadas | Itens enviados | Mensagens enviadas | E-mails enviados | Correio enviado",
                    // Catalan
                    "Enviats | Elements enviats | Missatges enviats",
                    // Italian
                    "Posta inviata | Inviati | Inviata | Elementi inviati | Messaggi inviati",
                    // Romanian
                    "Trimise | Elemente trimise | Mesaje trimise",
                    // Dutch
                    "Verzonden | Verzonden items | Verzonden berichten | Verzonden objecten",
                    // Swedish
                    "Skickat | Skickade | Skickade objekt | Skickade meddelanden",
                    // Danish and Norwegian
                    "Sendt | Sendt post | Sendte elementer | Sendte beskeder | Sendte meldinger | Sendt e-post",
                    // Finnish
                    "Lähetetyt | Lähetetyt viestit | Lähetetyt kohteet",
                    // Estonian, Latvian, Lithuanian
                    "Saadetud | Saadetud kirjad | Nosūtītie | Nosūtītās vēstules | Išsiųsti | Išsiųsti laiškai",
                    // Polish
                    "Wysłane | Elementy wysłane | Wiadomości wysłane",
                    // Czech and Slovak
                    "Odeslané | Odeslaná pošta | Odeslané zprávy | Odeslané položky",
                    "Odoslané | Odoslaná pošta | Odoslané správy | Odoslané položky",
                    // Slovenian, Croatian, Serbian
                    "Poslano | Poslana pošta | Poslane poruke | Poslato | Послато",
                    // Hungarian
                    "Elküldött | Elküldött elemek | Elküldött üzenetek | Elküldött levelek",
                    // Turkish
                    "Gönderilmiş Öğeler | Gönderilenler | Gönderilmiş | Gönderilmiş Postalar | Gönderilen",
                    // Russian
                    "Отправленные | Отправленные сообщения | Отправленные письма",
                    // Ukrainian
                    "Надіслані | Надіслані листи | Відправлені | Відправлені листи",
                    // Bulgarian
                    "Изпратени | Изпратена поща",
                    // Greek
                    "Απεσταλμένα | Απεσταλμένα μηνύματα | Σταλμένα",
                    // Hebrew and Arabic
                    "פריטים שנשלחו | דואר שנשלח | العناصر المرسلة | البريد المرسل",
                    // Japanese
                    "送信済み | 送信済みアイテム | 送信済みメール | 送信済みメッセージ | 送信済みトレイ",
                    // Chinese, simplified and traditional
                    "已发送 | 已发送邮件 | 已发送的邮件 | 已发邮件 | 寄件備份 | 寄件備份匣 | 已傳送的郵件 | 已寄出",
                    // Korean
                    "보낸 편지함 | 보낸편지함 | 보낸 메일함 | 보낸메일함",
                    // Vietnamese and Indonesian
                    "Đã gửi | Thư đã gửi | Terkirim | Item Terkirim | Pesan Terkirim")
            .stream()
            .flatMap(line -> List.of(line.split(" \\| ")).stream())
            .map(SentFolderNames::folded)
            .toList();

    private SentFolderNames() {}

    /** All of them, in lower case. */
    static List<String> all() {
        return NAMES;
    }

    /**
     * How well known a name is.
     *
     * @param name the last element of a folder's path, in any case
     * @return 0 for the best known; {@link Integer#MAX_VALUE} for one that is not in the table
     */
    static int rank(String name) {
        int rank = NAMES.indexOf(folded(name));
        return rank < 0 ? Integer.MAX_VALUE : rank;
    }

    private static String folded(String name) {
        return Normalizer.normalize(name.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
