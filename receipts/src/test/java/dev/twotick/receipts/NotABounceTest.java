package dev.twotick.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.testkit.ReceiptFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people, lists and programs write is no bounce, even when it speaks of one. */
class NotABounceTest {
    private final ReceiptParser parser = new ReceiptParser();

    private Receipt parse(String mail) {
        return parser.parse(Reports.bytes(mail));
    }

    private static final String QUOTED = """

            > A message that you sent could not be delivered to one or more of its
            > recipients. The following address(es) failed:
            >
            >   ann@receiver.example
            >     550 5.1.1 no such user

            Why is that?
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: Ann <ann@receiver.example>\nSubject: Re: Undelivered mail\nIn-Reply-To: <x@y.example>\n",
                "From: Ann <ann@receiver.example>\nSubject: Fwd: Undelivered Mail Returned to Sender\n",
                "From: Ann <ann@receiver.example>\nSubject: AW: Delivery failure\nReferences: <x@y.example>\n",
                "From: Desk <desk@receiver.example>\nSubject: [Ticket 7] a question\n"
            })
    void leavesPeopleWhoQuoteABounceAlone(String header) {
        assertThat(parse(header + QUOTED).kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: News <news@shop.example>\nSubject: Returned goods\nList-Id: <news.shop.example>\n\nYour parcel was returned.\n",
                "From: Postmaster <postmaster@sender.example>\nSubject: Maintenance on Sunday\n\nMail will be slow.\n",
                """
                From: noreply-dmarc@provider.example
                Subject: Report Domain: sender.example Submitter: provider.example

                This is an aggregate report.
                """,
                "From: Ann <ann@receiver.example>\nSubject: lunch\n\nMy last mail to bob@x.example bounced. User unknown, it said.\n",
                """
                Return-Path: <>
                From: Mail Delivery System <mailer-daemon@mx.example>
                Subject: Delivery report

                Your message was successfully delivered to <ann@receiver.example>.
                """,
                "Return-Path: <>\nFrom: ann@receiver.example\nSubject: Thank you\n\nI have read it.\n"
            })
    void leavesOrdinaryMailAlone(String mail) {
        assertThat(parse(mail).kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Successful Mail Delivery Report", "Delivery Status Notification (Success)", "Delivery report"})
    void takesGoodNewsWithoutItsReportPartForNoFailure(String subject) {
        Receipt receipt = parse("Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: " + subject
                + "\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
                + "--b\nContent-Type: text/plain\n\n<ann@receiver.example>: relayed to mx.receiver.example: 250 2.0.0 taken\n"
                + "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <letter.1@sender.example>\n--b--\n");

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Out of office", "Automatic reply: Invoice", "Abwesenheitsnotiz", "Réponse automatique : facture",
                "Fuera de la oficina", "Risposta automatica: x", "Автоответ: счёт", "自動応答"
            })
    void knowsAutomaticRepliesInSeveralLanguages(String subject) {
        String text = "From: ann@receiver.example\nReturn-Path: <>\nSubject: " + subject
                + "\n\nI am away; urgent mail that could not be delivered goes to bob@receiver.example.\n";

        assertThat(parse(text).kind()).isEqualTo(ReceiptKind.AUTO_REPLY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Your message has been waitlisted. Please add yourself to my list.\n",
                "This account is protected by a filter; click to have your address added to the list.\n"
            })
    void knowsARequestForProof(String text) {
        assertThat(parse("Return-Path: <>\nFrom: ann@receiver.example\nSubject: Re: Invoice\n\n" + text)
                        .kind())
                .isEqualTo(ReceiptKind.AUTO_REPLY);
    }

    @Test
    void knowsTheMDaemonAsAMailSystem() {
        String text = """
                List-Id: <dogs.lists.example>
                References: <a@b.example>
                From: MDaemon@mx.receiver.example
                Subject: Permanent Delivery Failure

                The gateway says:

                No such user: ann@receiver.example
                """;

        assertThat(parse(text).kind()).isEqualTo(ReceiptKind.BOUNCE_TEXT);
        assertThat(parse(text.replace("MDaemon", "bea")).kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    @Test
    void knowsARequestForProofDressedUpAsAReport() {
        byte[] report = Reports.deliveryReport("b@sender.example", "", List.of("""
                        Final-Recipient: rfc822; ann@receiver.example
                        Action: failed
                        Status: 4.7.0
                        Diagnostic-Code: X-Notice; Sender not pre-approved
                        """));

        Receipt receipt = parser.parse(report);

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.AUTO_REPLY);
        assertThat(receipt.recipients()).isEmpty();
    }

    @Test
    void tellsTheTestkitsBounceFromItsAutomaticReply() {
        byte[] letter =
                "From: billing@sender.example\r\nMessage-ID: <letter.1@sender.example>\r\nSubject: Invoice\r\n\r\nHi\r\n"
                        .getBytes(StandardCharsets.US_ASCII);
        ReceiptFactory receipts = new ReceiptFactory("mx.receiver.example");

        Receipt bounce =
                parser.parse(receipts.textBounce("b@sender.example", "ann@receiver.example", "550 5.1.1 no", letter));
        Receipt reply = parser.parse(receipts.autoReply("b@sender.example", "ann@receiver.example", letter));

        assertThat(bounce.kind()).isEqualTo(ReceiptKind.BOUNCE_TEXT);
        assertThat(bounce.recipients().get(0).address()).contains("ann@receiver.example");
        assertThat(reply.kind()).isEqualTo(ReceiptKind.AUTO_REPLY);
    }
}
