package dev.twotick.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notifications of Amazon SES by mail. */
class SesNotificationTest {
    private static final String LETTER = """
            "mail":{"messageId":"0100-000","headers":[{"name":"Message-ID","value":"<letter.1@sender.example>"}],
             "commonHeaders":{"messageId":"<0100-000@ses.example>"}}""";

    private final ReceiptParser parser = new ReceiptParser();

    static String mail(String json) {
        return "From: Topics <no-reply@sns.example>\nSubject: AWS Notification Message\nx-amz-sns-message-id: 1\n\n"
                + json + "\n\n--\nTo stop this, look there: {not json}\n";
    }

    private Receipt parse(String json) {
        return parser.parse(Reports.bytes(mail(json)));
    }

    @Test
    void readsABounce() {
        Receipt receipt = parse("""
                {"notificationType":"Bounce","bounce":{"bounceType":"Permanent","reportingMTA":"dns; out.ses.example",
                 "bouncedRecipients":[{"emailAddress":"Ann <ann@receiver.example>","action":"failed","status":"5.1.1",
                 "diagnosticCode":"smtp; 550 5.1.1 <ann@receiver.example>: user unknown"},{"emailAddress":"bob@receiver.example"}]},
                """ + LETTER + "}");

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.DSN);
        assertThat(receipt.recipients())
                .extracting(ReceiptRecipient::address)
                .containsExactly(Optional.of("ann@receiver.example"), Optional.of("bob@receiver.example"));
        assertThat(receipt.recipients().get(0).reason()).contains(BounceReason.MAILBOX_UNKNOWN);
        assertThat(receipt.recipients().get(1).permanence()).contains(Permanence.PERMANENT);
        assertThat(receipt.reportingMta()).contains("out.ses.example");
        assertThat(receipt.originalMessageId()).contains("<letter.1@sender.example>");
    }

    @Test
    void readsADelay() {
        Receipt receipt = parse("""
                {"eventType":"DeliveryDelay","deliveryDelay":{"delayedRecipients":[{"emailAddress":"ann@receiver.example"}]}}""");

        assertThat(receipt.recipients().get(0).action()).contains("delayed");
        assertThat(receipt.recipients().get(0).permanence()).contains(Permanence.TRANSIENT);
    }

    @Test
    void readsAComplaint() {
        Receipt receipt = parse("""
                {"notificationType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"ann@receiver.example"}]}}""");

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.ARF);
        assertThat(receipt.recipients().get(0).action()).contains("abuse");
    }

    @Test
    void tellsThatADeliveredLetterWentToAnotherHost() {
        Receipt receipt = parse("""
                {"notificationType":"Delivery","delivery":{"recipients":["ann@receiver.example"],
                 "smtpResponse":"250 2.6.0 taken","reportingMTA":"out.ses.example"}}""");

        ReceiptRecipient ann = receipt.recipients().get(0);
        assertThat(ann.action()).contains("delivered");
        assertThat(ann.permanence()).isEmpty();
        assertThat(ann.remoteMta()).contains("receiver.example");
    }

    @Test
    void readsAnEventThatIsWrappedAsAString() {
        Receipt receipt = parse("""
                {"Type":"Notification","Message":"{\\"notificationType\\":\\"Bounce\\",\\"bounce\\":{\\"bounceType\\":\\"Transient\\",
                \\"bouncedRecipients\\":[{\\"emailAddress\\":\\"ann@receiver.example\\"}]}}"}""");

        assertThat(receipt.recipients().get(0).permanence()).contains(Permanence.TRANSIENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a\"",
                "{\"a\":",
                "[[[[[[[[[[[[[[[[",
                "{\"notificationType\":\"Bounce\"}",
                "{\"notificationType\":[1]}",
                "\"\\u12"
            })
    void hasAnAnswerToBrokenJson(String json) {
        assertThat(parse(json).kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
    }
}
