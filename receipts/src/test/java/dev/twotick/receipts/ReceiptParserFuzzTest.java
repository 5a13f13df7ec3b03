package dev.twotick.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.twotick.receipts.internal.report.ReportReader;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes give a receipt within the limits, and the same bytes the same receipt. */
class ReceiptParserFuzzTest {
    private static final ReceiptLimits LIMITS = new ReceiptLimits(20_000, 10, 4, 20, 2_000);

    /** Without the parser's own last resort, which would hide an exception. */
    private final ReportReader reader = new ReportReader(LIMITS, System::nanoTime);

    /** One of each shape that is told apart. */
    static Stream<byte[]> seeds() {
        return Stream.concat(FamilyBounces.all().map(FamilyBounces.Bounce::bytes), reports());
    }

    private static Stream<byte[]> reports() {
        String group = Reports.group("ann@receiver.example", "failed", "5.1.1");
        return Stream.of(
                Reports.deliveryReport("b@sender.example", "Reporting-MTA: dns; mx.example\n", List.of(group, group)),
                Reports.dispositionNotification("b@sender.example", "automatic-action/MDN-sent-automatically; deleted"),
                Reports.bytes("""
                        Content-Type: multipart/report; report-type=feedback-report; boundary=b

                        --b
                        Content-Type: message/feedback-report

                        Feedback-Type: abuse
                        Original-Rcpt-To: <a@b.example>
                        --b--
                        """),
                Reports.bytes(SesNotificationTest.mail("""
                        {"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[
                        {"emailAddress":"a@b.example","status":"5.1.1","diagnosticCode":"smtp; 550 \\u0041"}]},"mail":{}}""")),
                Reports.bytes("""
                        Subject: =?utf-8?b?w6k=?=
                        Content-Type: text/html
                        Content-Transfer-Encoding: quoted-printable

                        <p>a=40b<br>=
                        x</p>
                        """),
                new byte[] {9, 10, 9, 46});
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void hasAnAnswerToAnyBytes(byte[] mail) {
        Receipt receipt = reader.read(mail.clone());

        assertThat(reader.read(mail)).isEqualTo(receipt);
        assertThat(receipt.recipients()).hasSizeLessThanOrEqualTo(LIMITS.recipients() + 1);
        assertThat(receipt.arrival().addresses()).hasSizeLessThanOrEqualTo(100);
        assertThat(receipt.originalMessageIds()).allMatch(id -> id.startsWith("<") && id.endsWith(">"));
        if (receipt.kind() == ReceiptKind.NOT_A_REPORT || receipt.kind() == ReceiptKind.AUTO_REPLY) {
            assertThat(receipt.recipients()).isEmpty();
        }
        if (receipt.kind() == ReceiptKind.BOUNCE_TEXT) {
            assertThat(receipt.recipients()).isNotEmpty();
        }
    }
}
