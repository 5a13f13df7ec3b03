package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.internal.mime.EncodedWords;
import dev.twotick.receipts.internal.mime.HeaderFields;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Automatic replies (RFC 3834), by what their senders put into the header. */
final class AutoReply implements ReportFormat {
    private static final List<String> MARKS =
            List.of("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from", "x-mail-autoreply");

    private static final Pattern SUBJECT = Pattern.compile(
            "^(?:auto(?:matic|matische|-)? ?(?:reply|response|antwort|:)|out of (?:the )?office|abwesen|vacation|"
                    + "r[eé]ponse automatique|risposta automatica|respuesta autom|away from|on leave|i am away)",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    @Override
    public Optional<Receipt> read(IncomingMail mail) {
        boolean automatic = isAutomatic(mail.headers());
        return automatic ? Optional.of(mail.receipt(ReceiptKind.AUTO_REPLY, List.of())) : Optional.empty();
    }

    static boolean isAutomatic(HeaderFields headers) {
        boolean submitted = headers.first("auto-submitted")
                .map(value -> value.toLowerCase(Locale.ROOT))
                .filter(value -> value.startsWith("auto-replied"))
                .isPresent();
        boolean precedence = headers.first("precedence")
                .map(value -> value.toLowerCase(Locale.ROOT).replace('-', '_'))
                .filter("auto_reply"::equals)
                .isPresent();
        boolean suppressed = headers.first("x-auto-response-suppress").isPresent()
                && headers.first("in-reply-to").isPresent();
        return submitted || precedence || suppressed || MARKS.stream().anyMatch(headers::has) || hasSubject(headers);
    }

    private static boolean hasSubject(HeaderFields headers) {
        return headers.first("subject")
                .map(EncodedWords::decode)
                .filter(subject -> SUBJECT.matcher(subject.strip()).find())
                .isPresent();
    }
}
