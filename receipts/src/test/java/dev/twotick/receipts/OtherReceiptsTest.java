package dev.twotick.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Complaints, bounces in free text, automatic replies, and what is none of these. */
class OtherReceiptsTest {
    private final ReceiptParser parser = new ReceiptParser();

    private Receipt parse(String mail) {
        return parser.parse(Reports.bytes(mail));
    }

    /** The fields of RFC 5965 about one letter, beside the kind of the report. */
    private Receipt feedback(String kind) {
        return parse("""
                From: feedback@provider.example
                Content-Type: multipart/report; report-type=feedback-report; boundary=b

                --b
                Content-Type: text/plain

                Somebody reports something.
                --b
                Content-Type: message/feedback-report

                Feedback-Type: %s
                User-Agent: Loop/1.0
                Version: 1
                Original-Rcpt-To: <ann@receiver.example>
                Reporting-MTA: dns; mx.provider.example
                --b
                Content-Type: message/rfc822

                Message-ID: <letter.1@sender.example>
                --b--
                """.formatted(kind));
    }

    /** RFC 6591: a letter failed its sender's own checks, which nobody complains about. */
    @Test
    void readsAnAuthenticationFailureReport() {
        Receipt receipt = feedback("auth-failure");

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.ARF);
        assertThat(receipt.recipients().get(0).action()).contains("auth-failure");
        assertThat(receipt.originalMessageId()).contains(Reports.LETTER_ID);
    }

    @Test
    void knowsAComplaint() {
        Receipt receipt = feedback("abuse");

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.ARF);
        assertThat(receipt.recipients().get(0).action()).contains("abuse");
        assertThat(receipt.reportingMta()).contains("mx.provider.example");
        assertThat(receipt.originalMessageId()).contains(Reports.LETTER_ID);
    }

    @Test
    void readsRecipientsAndReasonsOfABounceInFreeText() {
        Receipt receipt = parse("""
                Return-Path: <>
                From: Mail Delivery System <MAILER-DAEMON@mx.example>
                To: bounces@sender.example
                Subject: Mail delivery failed: returning message to sender

                A message that you sent could not be delivered to one or more
                of its recipients. The following address(es) failed:

                  ann@receiver.example
                    host mx.receiver.example: 550 5.1.1 nobody of that name here
                  bob@receiver.example
                    host mx.receiver.example: 452 4.2.2 mailbox full

                ------ This is a copy of the message, including all the headers. ------

                From: billing@sender.example
                To: carol@receiver.example
                """);

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.BOUNCE_TEXT);
        assertThat(receipt.recipients())
                .extracting(ReceiptRecipient::address, ReceiptRecipient::status, ReceiptRecipient::permanence)
                .containsExactly(
                        tuple(
                                Optional.of("ann@receiver.example"),
                                Optional.of("5.1.1"),
                                Optional.of(Permanence.PERMANENT)),
                        tuple(
                                Optional.of("bob@receiver.example"),
                                Optional.of("4.2.2"),
                                Optional.of(Permanence.TRANSIENT)));
    }

    @Test
    void takesAWarningOfDelayForNoFailure() {
        Receipt receipt = parse("""
                From: MAILER-DAEMON@mx.example
                To: bounces@sender.example
                Subject: Warning: message delayed 24 hours

                Your message has not yet been delivered to:

                  ann@receiver.example

                No action is required on your part; we keep trying.
                """);

        assertThat(receipt.recipients().get(0).action()).contains("delayed");
        assertThat(receipt.recipients().get(0).permanence()).contains(Permanence.TRANSIENT);
    }

    @Test
    void knowsABounceThatNamesNobody() {
        Receipt receipt = parse("""
                Return-Path: <>
                From: postmaster@mx.example
                Subject: Undeliverable

                Your mail could not be delivered.
                """);

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.BOUNCE_TEXT);
        assertThat(receipt.recipients())
                .extracting(ReceiptRecipient::address, ReceiptRecipient::action)
                .containsExactly(tuple(Optional.empty(), Optional.of("failed")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-replied",
                "Precedence: auto_reply",
                "X-Autoreply: yes",
                "Subject: Out of office",
                "Subject: =?utf-8?Q?Automatic_reply=3A_Invoice?="
            })
    void knowsAnAutomaticReply(String field) {
        Receipt receipt = parse("From: ann@receiver.example\nTo: bounces@sender.example\n" + field
                + "\nIn-Reply-To: <letter.1@sender.example>\n\nI am on holiday.\n");

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.AUTO_REPLY);
        assertThat(receipt.recipients()).isEmpty();
        assertThat(receipt.arrival().references()).containsExactly(Reports.LETTER_ID);
    }

    @Test
    void leavesAnOrdinaryMailAlone() {
        Receipt receipt = parse("""
                From: Ann <ann@receiver.example>
                To: bounces@sender.example
                Subject: Your invoice

                I could not deliver the parcel yesterday. The user is unknown to me.
                """);

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    /** What the mail answers is not what the report is about. */
    @Test
    void tellsOfAReportThatIsSentOnOnlyWhatStandsInIt() {
        String mail = """
                Return-Path: <>
                From: MAILER-DAEMON@mx.example
                To: support@sender.example
                In-Reply-To: <letter.2@sender.example>
                Content-Type: multipart/mixed; boundary=m

                --m
                Content-Type: text/plain

                See there.
                --m
                Content-Type: message/rfc822

                From: MAILER-DAEMON@mx.receiver.example
                Message-ID: <bounce.1@mx.receiver.example>
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.receiver.example

                Final-Recipient: rfc822; ann@receiver.example
                Action: failed
                Status: 5.1.1
                --b
                Content-Type: text/rfc822-headers

                Message-ID: <letter.1@sender.example>
                --b--
                --m--
                """;

        Receipt receipt = parse(mail);
        Receipt nameless = parse(mail.replace("Message-ID: <letter.1@sender.example>", "Subject: Invoice"));

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.DSN);
        assertThat(receipt.sentOn()).isTrue();
        assertThat(receipt.originalMessageIds()).containsExactly(Reports.LETTER_ID);
        assertThat(nameless.originalMessageIds()).isEmpty();
    }

    @Test
    void doesNotTakeAForwardedReportForOne() {
        Receipt receipt = parse("""
                From: Ann <ann@receiver.example>
                To: support@sender.example
                Subject: Look what I got
                Content-Type: message/rfc822

                Content-Type: message/delivery-status

                Final-Recipient: rfc822; a@x.example
                Action: failed
                """);

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.NOT_A_REPORT);
    }

    @Test
    void ordersTheArrivalAddressesByWhoWroteThem() {
        Receipt receipt = parse("""
                To: "Display, <no@one.example>" <to@sender.example>, cc@sender.example
                X-Original-To: original@sender.example
                Delivered-To: 1-delivered@sender.example
                Envelope-To: envelope@sender.example
                References: <1@a> <2@a>
                In-Reply-To: <2@a>

                """);

        assertThat(receipt.arrival().addresses())
                .startsWith("1-delivered@sender.example", "original@sender.example", "envelope@sender.example")
                .contains("to@sender.example", "cc@sender.example");
        assertThat(receipt.arrival().references()).containsExactly("<2@a>", "<1@a>");
    }

    @Test
    void readsAuthenticationResultsWithoutTheirComments() {
        Receipt receipt = parse("""
                Authentication-Results: MX.reader.example 1; spf=pass (a; b) smtp.mailfrom="x.example";
                 dkim=fail reason="bad; sig" header.d=y.example; none

                """);

        AuthenticationResults results = receipt.arrival().authentication().get(0);
        assertThat(results.authservId()).isEqualTo("mx.reader.example");
        assertThat(results.checks())
                .extracting(AuthenticationResults.Check::method, AuthenticationResults.Check::result)
                .containsExactly(tuple("spf", "pass"), tuple("dkim", "fail"));
        assertThat(results.checks().get(0).properties()).containsEntry("smtp.mailfrom", "x.example");
    }
}
