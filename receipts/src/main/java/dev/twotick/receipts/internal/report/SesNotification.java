package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.BounceReason;
import dev.twotick.receipts.Permanence;
import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptRecipient;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Notifications of Amazon SES that its topic service sends as mail: an object of JSON in the text. */
final class SesNotification implements ReportFormat {
    private static final String MARK = "x-amz-sns-message-id";

    @Override
    public Optional<Receipt> read(IncomingMail mail) {
        if (!mail.headers().has(MARK)) {
            return Optional.empty();
        }
        String text = HumanText.of(mail).text();
        int start = text.indexOf('{');
        return start < 0
                ? Optional.empty()
                : Json.read(text.substring(start))
                        .map(SesNotification::unwrapped)
                        .flatMap(event -> receipt(mail, event));
    }

    /** Unless told otherwise the topic service wraps the event, as a string. */
    private static Json unwrapped(Json json) {
        return json.text("Message").flatMap(Json::read).orElse(json);
    }

    private static Optional<Receipt> receipt(IncomingMail mail, Json event) {
        String type = event.text("notificationType")
                .or(() -> event.text("eventType"))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .orElse("");
        return switch (type) {
            case "bounce" -> event.get("bounce").map(part -> bounce(mail, event, part));
            case "complaint" -> event.get("complaint").map(part -> complaint(mail, event, part));
            case "delivery" -> event.get("delivery").map(part -> delivery(mail, event, part));
            case "deliverydelay" -> event.get("deliveryDelay").map(part -> delay(mail, event, part));
            default -> Optional.empty();
        };
    }

    private static Receipt bounce(IncomingMail mail, Json event, Json bounce) {
        boolean transientOne =
                bounce.text("bounceType").filter("Transient"::equals).isPresent();
        List<ReceiptRecipient> recipients = bounce.items("bouncedRecipients").stream()
                .limit(mail.limits().recipients())
                .map(one -> failed(one, "failed", transientOne))
                .toList();
        return receipt(mail, event, ReceiptKind.DSN, recipients, bounce.text("reportingMTA"));
    }

    private static Receipt delay(IncomingMail mail, Json event, Json delay) {
        List<ReceiptRecipient> recipients = delay.items("delayedRecipients").stream()
                .limit(mail.limits().recipients())
                .map(one -> failed(one, "delayed", true))
                .toList();
        return receipt(mail, event, ReceiptKind.DSN, recipients, delay.text("reportingMTA"));
    }

    private static Receipt complaint(IncomingMail mail, Json event, Json complaint) {
        Optional<String> type = complaint.text("complaintFeedbackType").or(() -> Optional.of("abuse"));
        List<ReceiptRecipient> recipients = complaint.items("complainedRecipients").stream()
                .limit(mail.limits().recipients())
                .map(one -> FeedbackReport.recipient(one.text("emailAddress").orElse(""), type))
                .toList();
        return receipt(mail, event, ReceiptKind.ARF, recipients, Optional.empty());
    }

    /** The recipient's host has taken the letter; that it delivered it, nobody says. */
    private static Receipt delivery(IncomingMail mail, Json event, Json delivery) {
        Optional<String> answer = delivery.text("smtpResponse");
        List<ReceiptRecipient> recipients = delivery.items("recipients").stream()
                .limit(mail.limits().recipients())
                .flatMap(one ->
                        one instanceof Json.Text text ? MailAddresses.first(text.value()).stream() : Stream.empty())
                .map(address -> new ReceiptRecipient(
                        Optional.of(address),
                        Optional.of("delivered"),
                        answer.flatMap(StatusCodes::enhanced),
                        Optional.empty(),
                        Optional.empty(),
                        answer,
                        Optional.empty(),
                        delivery.text("remoteMtaIp").or(() -> Optional.of(domain(address)))))
                .toList();
        return receipt(mail, event, ReceiptKind.DSN, recipients, delivery.text("reportingMTA"));
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    private static ReceiptRecipient failed(Json one, String action, boolean transientOne) {
        Optional<String> diagnostic = one.text("diagnosticCode").flatMap(TypedText::value);
        Optional<String> status =
                one.text("status").flatMap(StatusCodes::enhanced).or(() -> diagnostic.flatMap(StatusCodes::enhanced));
        Permanence permanence = StatusCodes.permanence(status, diagnostic)
                .filter(known -> action.equals("failed"))
                .orElse(transientOne ? Permanence.TRANSIENT : Permanence.PERMANENT);
        Optional<BounceReason> reason = Reasons.of(status, diagnostic.orElse(""));
        return new ReceiptRecipient(
                one.text("emailAddress").flatMap(MailAddresses::first),
                Optional.of(action),
                status,
                Optional.of(permanence),
                reason,
                diagnostic,
                Optional.empty(),
                Optional.empty());
    }

    private static Receipt receipt(
            IncomingMail mail,
            Json event,
            ReceiptKind kind,
            List<ReceiptRecipient> recipients,
            Optional<String> reporter) {
        return new Receipt(
                kind,
                recipients,
                event.get("mail").stream()
                        .flatMap(SesNotification::messageIds)
                        .distinct()
                        .toList(),
                Optional.empty(),
                reporter.flatMap(TypedText::host),
                Optional.empty(),
                Optional.empty(),
                false,
                mail.arrival());
    }

    /** The letter's own Message-ID stands in its headers; SES sends under another. */
    private static Stream<String> messageIds(Json letter) {
        Stream<String> own = letter.items("headers").stream()
                .filter(field -> field.text("name")
                        .filter("message-id"::equalsIgnoreCase)
                        .isPresent())
                .flatMap(field -> field.text("value").stream());
        Stream<String> common = letter.get("commonHeaders").flatMap(headers -> headers.text("messageId")).stream();
        return Stream.concat(own, common).flatMap(MessageIds::in);
    }
}
