package dev.twotick.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports in places and shapes that the RFCs do not know. */
class MoreReceiptsTest {
    private static final String GROUP = """
            Reporting-MTA: dns; mx.receiver.example

            Final-Recipient: rfc822; ann@receiver.example
            Action: failed
            Status: 5.1.1
            """;

    private static final String DAEMON = """
            From: MAILER-DAEMON@mx.receiver.example
            To: Bounces <bounces@sender.example>
            Subject: Undelivered mail
            Content-Type: text/plain; charset=utf-8

            """;

    private final ReceiptParser parser = new ReceiptParser();

    private Receipt parse(String mail) {
        return parser.parse(Reports.bytes(mail));
    }

    private static String report(String partHeader, String part) {
        return "From: a@b.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
                + "--b\nContent-Type: text/plain\n\nSorry.\n--b\n" + partHeader + "\n\n" + part + "\n--b--\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: Message/Delivery-Status; charset=utf-8",
                "Content-Type: message/global-delivery-status",
                "Content-Type: application/octet-stream; name=report",
                "Content-Type: text/x-report",
                "Content-Description: report\nContent-Type: message/delivery-notification"
            })
    void readsTheReportWhateverItsPartIsCalled(String header) {
        Receipt receipt = parse(report(header, GROUP));

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.DSN);
        assertThat(receipt.recipients().get(0).address()).contains("ann@receiver.example");
        assertThat(receipt.reportingMta()).contains("mx.receiver.example");
    }

    @Test
    void namesTheAddressThatSendmailMadeTheRecipientFrom() {
        Receipt receipt = parse("""
                From: Mail Delivery Subsystem <MAILER-DAEMON@mx.receiver.example>
                Subject: Returned mail: too many hops

                   ----- The following addresses had permanent fatal errors -----
                <ann@inner.receiver.example>
                    (expanded from: <ann@receiver.example>)

                   ----- Transcript of session follows -----
                554 Too many hops 26 (25 max)
                """);

        assertThat(receipt.recipients())
                .extracting(ReceiptRecipient::address)
                .containsExactly(Optional.of("ann@inner.receiver.example"), Optional.of("ann@receiver.example"));
        assertThat(receipt.recipients())
                .extracting(ReceiptRecipient::permanence)
                .containsOnly(Optional.of(Permanence.PERMANENT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain\n charset=iso-8859-1",
                "text/plain\tcharset=utf-8",
                "text / plain ; charset=utf-8",
                "Text/Plain (as it should be); charset=utf-8",
                "text/plain",
                "text"
            })
    void readsThePartForPeopleHoweverItsTypeIsWritten(String type) {
        Receipt receipt = parse("From: MAILER-DAEMON@x.example\nSubject: Undelivered mail\n"
                + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: " + type
                + "\n\nThe following addresses had delivery errors\n\nann@b.example [User unknown]\n--b--\n");

        assertThat(receipt.recipients().get(0).address()).contains("ann@b.example");
        assertThat(receipt.recipients().get(0).reason()).contains(BounceReason.MAILBOX_UNKNOWN);
    }

    @Test
    void readsABase64Report() {
        String coded = Base64.getMimeEncoder().encodeToString(GROUP.getBytes(StandardCharsets.US_ASCII));

        Receipt receipt =
                parse(report("Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64", coded));

        assertThat(receipt.recipients().get(0).status()).contains("5.1.1");
    }

    @Test
    void readsAReportThatWasSentOnWhole() {
        Receipt receipt = parse("From: a@b.example\nContent-Type: multipart/mixed; boundary=o\n\n--o\n"
                + "Content-Type: message/rfc822\n\n" + report("Content-Type: message/delivery-status", GROUP)
                + "\n--o--\n");

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.DSN);
        assertThat(receipt.recipients()).hasSize(1);
    }

    @Test
    void passesBlankLinesBeforeTheHeader() {
        assertThat(parse(" \n\n" + report("Content-Type: message/delivery-status", GROUP))
                        .kind())
                .isEqualTo(ReceiptKind.DSN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5.0.0 | smtp; 550 5.1.1 no such user | 5.1.1 | PERMANENT | MAILBOX_UNKNOWN",
                "5.0.0 | smtp; 452 4.2.2 later | 4.2.2 | TRANSIENT | MAILBOX_FULL",
                "5.2.2 | smtp; 550 no | 5.2.2 | PERMANENT | MAILBOX_FULL",
                "5.7.1 | smtp; 554 listed at spamhaus | 5.7.1 | PERMANENT | REPUTATION",
                "5.7.1 | smtp; 554 no | 5.7.1 | PERMANENT | POLICY",
                "4.4.7 | smtp; 421 try later | 4.4.7 | TRANSIENT | EXPIRED",
                "5.4.4 | X-Unix; host not found | 5.4.4 | PERMANENT | DOMAIN_UNKNOWN",
                "5.0.0 | X-Wrapped; #< #5.1.1 smtp;550 5.1.1 unknown user> | 5.1.1 | PERMANENT | MAILBOX_UNKNOWN"
            })
    void reconcilesStatusAndDiagnostic(
            String status, String diagnostic, String told, Permanence permanence, BounceReason reason) {
        Receipt receipt = parse(report(
                "Content-Type: message/delivery-status",
                "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: " + status + "\nDiagnostic-Code: "
                        + diagnostic));

        ReceiptRecipient recipient = receipt.recipients().get(0);
        assertThat(recipient.status()).contains(told);
        assertThat(recipient.permanence()).contains(permanence);
        assertThat(recipient.reason()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "500 Line limit exceeded; CONTENT",
                "La casilla ha expirado por falta de uso; MAILBOX_DISABLED",
                "554 Invalid IP for sending mail of this domain; AUTHENTICATION",
                "550 El dominio no existe; DOMAIN_UNKNOWN",
                "550 No mail box available for this user; MAILBOX_UNKNOWN",
                "550 ann is not a registered user; MAILBOX_UNKNOWN",
                "L'adresse n'existe pas; MAILBOX_UNKNOWN",
                "unable to deliver after multiple retries; EXPIRED",
                "the server did not accept our requests to connect; NETWORK",
                "cannot read it: No such file or directory; SYSTEM",
                "550 Protocol violation; PROTOCOL"
            })
    void tellsTheReasonFromWhatWasSaid(String said, BounceReason reason) {
        Receipt receipt = parse(report(
                "Content-Type: message/delivery-status",
                "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; " + said));

        assertThat(receipt.recipients().get(0).reason()).contains(reason);
    }

    @Test
    void knowsTheRecipientAsTheSenderWroteIt() {
        Receipt receipt = parse(report(
                "Content-Type: message/delivery-status",
                "Original-Recipient: rfc822; list@b.example\nFinal-Recipient: rfc822; a@b.example\nAction: failed\n"));

        assertThat(receipt.recipients().get(0).intended()).contains("list@b.example");
        assertThat(receipt.recipients().get(0).permanence()).contains(Permanence.PERMANENT);
    }

    @ParameterizedTest
    @CsvSource({
        "deleted, automatic-action, Subject: Automatically rejected mail, failed",
        "deleted, automatic-action, Subject: Rejected: Invoice, failed",
        "deleted, automatic-action, Auto-Submitted: auto-replied (Rejected), failed",
        "deleted, automatic-action, Subject: Not read: Your application was rejected, deleted",
        "deleted, automatic-action, Subject: Not read: Automatically rejected mail, deleted",
        "deleted, manual-action, Subject: Automatically rejected mail, deleted",
        "displayed, automatic-action, Subject: Automatically rejected mail, displayed"
    })
    void knowsARefusalThatIsSaidByADisposition(String type, String mode, String field, String action) {
        String mail = new String(
                        Reports.dispositionNotification("b@sender.example", mode + "/MDN-sent-automatically; " + type),
                        StandardCharsets.UTF_8)
                .replace("Subject: Read: Invoice", field)
                .replace(
                        "Your letter was shown.",
                        "Your message, Subject: was automatically rejected, is: Quota exceeded");

        Receipt receipt = parser.parse(mail.getBytes(StandardCharsets.UTF_8));

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.MDN);
        assertThat(receipt.recipients().get(0).action()).contains(action);
        assertThat(receipt.recipients().get(0).reason())
                .isEqualTo(action.equals("failed") ? Optional.of(BounceReason.MAILBOX_FULL) : Optional.empty());
    }

    /** Who got the letter may ask what the notification is that he got from elsewhere. */
    @ParameterizedTest
    @ValueSource(strings = {"", "List-Id: <dogs.lists.example>\n"})
    void takesANotificationThatSomebodyAttachesForOneThatIsSentOn(String list) {
        Receipt receipt = parse(list + """
                Return-Path: <cleo@receiver.example>
                From: Cleo <cleo@receiver.example>
                To: bounces@sender.example
                Subject: Re: Invoice
                In-Reply-To: <letter.1@sender.example>
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                Not my department. And what is the attached?
                --b
                Content-Type: message/disposition-notification

                Final-Recipient: rfc822;dora@third.example
                Disposition: automatic-action/MDN-sent-automatically; deleted

                --b--
                """);

        assertThat(receipt.sentOn()).isTrue();
        assertThat(receipt.originalMessageIds()).isEmpty();
    }

    @Test
    void takesTheLetterThatANotificationAnswersWhereItNamesNone() {
        String mail = new String(
                        Reports.dispositionNotification(
                                "b@sender.example", "manual-action/MDN-sent-manually; displayed"),
                        StandardCharsets.UTF_8)
                .replace("Original-Message-ID", "X-Nothing");

        assertThat(parser.parse(mail.getBytes(StandardCharsets.UTF_8)).originalMessageId())
                .contains(Reports.LETTER_ID);
    }

    @Test
    void knowsAComplaintWithoutAReportPart() {
        Receipt receipt = parse("""
                From: staff@provider.example
                Subject: complaint about message from 192.0.2.1
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: message/rfc822

                X-HmXmrOriginalRecipient: ann@receiver.example
                Message-ID: <letter.1@sender.example>

                Dear Ann
                --b--
                """);

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.ARF);
        assertThat(receipt.recipients().get(0).address()).contains("ann@receiver.example");
        assertThat(receipt.originalMessageId()).contains("<letter.1@sender.example>");
    }

    @Test
    void knowsAComplaintWhoseFieldsStandInTheText() {
        Receipt receipt = parse("""
                From: fbl@provider.example
                Subject: Email Feedback Report
                Content-Type: text/plain

                Somebody complained.

                Feedback-Type: abuse
                Original-Rcpt-To: ann@receiver.example
                """);

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.ARF);
        assertThat(receipt.recipients().get(0).address()).contains("ann@receiver.example");
    }

    @Test
    void takesTheWishOfAppleMailToUnsubscribeForWhatItIs() {
        Receipt receipt = parse("""
                From: ann@receiver.example
                Subject: unsubscribe
                X-Apple-Unsubscribe: true
                Auto-Submitted: auto-replied

                Take me off.
                """);

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.ARF);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The following message to <ann@receiver.example> was undeliverable.",
                "The mail to <ann@receiver.example> was undeliverable: user unknown.",
                "The email you sent to ann@receiver.example could not be delivered.",
                "E-mail to ann@receiver.example cannot be delivered. Write to the\ndesk (postmaster@receiver.example) if it must.",
                "An email addressed to ann@receiver.example has been rejected.",
                "Sorry, ann@receiver.example does not exist here.",
                "Your letter of 1.1.2026 to ann@receiver.example (Invoice)\nwas not delivered.",
                "From: billing@sender.example\nTo: <ann@receiver.example>\nSubject: Invoice\n\nThis could not be delivered.",
                "Your message could not be delivered.\n\n--- Original message ---\nTo: Ann\n <ann@receiver.example>\nSubject: x\n",
                "Your message could not be delivered.\n\nReceived: by mx\n收件人 ann@receiver.example\n",
                "Your message could not be delivered.\n\nReceived: by mx\nTo: bounces@sender.example\nTo: ann@receiver.example\n"
            })
    void findsTheRecipientBeforeTheWordsOfFailureOrInTheLettersHeader(String text) {
        assertThat(failed(text)).containsExactly("ann@receiver.example");
    }

    @Test
    void takesNoneOfSeveralWhomTheLetterWasFor() {
        String text =
                "Your message could not be delivered.\n\n--- Original message ---\nTo: a@b.example, c@d.example\n";

        assertThat(parse(DAEMON + text).recipients())
                .extracting(ReceiptRecipient::address)
                .containsExactly(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "  abuse@r.example;    550 5.1.1 unknown | abuse@r.example",
                "  support@r.example;    550 5.1.1 unknown;  ann@r.example;    550 no | support@r.example ann@r.example",
                "  noreply@r.example;    User unknown; ;ann@r.example | noreply@r.example ann@r.example",
                "<helpdesk@r.example>: no mailbox by that name | helpdesk@r.example",
                "  postmaster@r.example | postmaster@r.example",
                "Unknown user: helpdesk@r.example | helpdesk@r.example",
                "<ann@r.example>: 550 no; ;postmaster@r.example knows more | ann@r.example",
                "  ann@r.example; ;  postmaster@r.example; ;550 5.1.1 unknown | ann@r.example",
                "  s@sender.example;    550 no;  ann@r.example;    550 no | s@sender.example ann@r.example",
                "  bounces@sender.example;    550 no;  ann@r.example;    550 no | ann@r.example"
            })
    void tellsRecipientsFromPlacesToAskAndFromTheReader(String text, String recipients) {
        assertThat(failed("The following address(es) failed:\n\n" + text.replace(";", "\n")))
                .containsExactly(recipients.split(" "));
    }

    private List<String> failed(String text) {
        return parse(DAEMON + text).recipients().stream()
                .map(recipient -> recipient.address().orElse(""))
                .toList();
    }

    @Test
    void namesTheOneWhomTheAttachedLetterWasForWhereTheTextNamesNobody() {
        Receipt receipt = parse("""
                From: Mail Delivery Subsystem <mailer-daemon@mx.receiver.example>
                Subject: Delivery Status Notification (Failure)
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                ** Message not delivered **

                Your settings are out of date.
                --b
                Content-Type: message/rfc822

                To: Ann <ann@receiver.example>
                Message-ID: <letter.1@sender.example>

                Dear Ann
                --b--
                """);

        assertThat(receipt.recipients())
                .extracting(ReceiptRecipient::address)
                .containsExactly(Optional.of("ann@receiver.example"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann&#x40;receiver&#46;example",
                "ann&commat;receiver&period;example",
                "&lt;a&#110;n&#X40;receiver.example&gt;"
            })
    void findsAnAddressThatHtmlHidesBehindNumbers(String address) {
        Receipt receipt = parse("""
                From: MAILER-DAEMON@receiver.example
                Subject: Non remis
                Content-Type: text/html

                <p>Il n&#39;a pas pu &ecirc;tre remis &agrave;&nbsp;: &bogus; &#x110000; &#1a; &</p><p>%s</p><p>550 5.1.1</p>
                """.formatted(address));

        assertThat(receipt.recipients())
                .extracting(ReceiptRecipient::address)
                .containsExactly(Optional.of("ann@receiver.example"));
    }

    /** Behind the first field of a header everything is the letter's. */
    @Test
    void takesNobodyFromAHeaderThatBeginsWithAFieldOfSomebodysOwn() {
        assertThat(
                        failed(
                                "Could not be delivered:\n  ann@r.example: no such user\n\nX-Mailer: Desk\neve@other.example\n"))
                .containsExactly("ann@r.example");
    }

    @Test
    void readsANumberedList() {
        assertThat(
                        failed(
                                "The following addresses failed:\n\n 1. ann@r.example\n 2) <1.bob@r.example>\n3.eve@r.example\n"))
                .containsExactly("ann@r.example", "1.bob@r.example", "3.eve@r.example");
    }
}
