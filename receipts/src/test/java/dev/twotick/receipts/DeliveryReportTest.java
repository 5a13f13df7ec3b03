package dev.twotick.receipts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryReportTest {
    private static final String TO = "bounces@sender.example";
    private static final String REPORTER = "Reporting-MTA: dns; mx.receiver.example\n";

    private final ReceiptParser parser = new ReceiptParser();

    private Receipt parse(String letterFields, String... groups) {
        return parser.parse(Reports.deliveryReport(TO, letterFields, List.of(groups)));
    }

    private Receipt parse(String wholeMail) {
        return parser.parse(Reports.bytes(wholeMail));
    }

    @Test
    void tellsEachRecipientWithItsFate() {
        Receipt receipt = parse(
                REPORTER + "Arrival-Date: Mon, 5 Jan 2026 10:00:00 +0000\n",
                Reports.group("ann@receiver.example", "delivered", "2.0.0"),
                Reports.group("bob@receiver.example", "failed", "5.1.1"));

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.DSN);
        assertThat(receipt.reportingMta()).contains("mx.receiver.example");
        assertThat(receipt.arrivalDate()).contains("Mon, 5 Jan 2026 10:00:00 +0000");
        assertThat(receipt.recipients())
                .containsExactly(
                        recipient("ann@receiver.example", "delivered", "2.0.0", Optional.empty()),
                        recipient("bob@receiver.example", "failed", "5.1.1", Optional.of(Permanence.PERMANENT)));
    }

    private static ReceiptRecipient recipient(
            String address, String action, String status, Optional<Permanence> permanence) {
        return new ReceiptRecipient(
                Optional.of(address),
                Optional.of(action),
                Optional.of(status),
                permanence,
                permanence.map(known -> BounceReason.MAILBOX_UNKNOWN),
                Optional.of("what the other host said"),
                Optional.of(address),
                Optional.empty());
    }

    @Test
    void findsTheMessageIdOfTheReturnedHeader() {
        Receipt receipt = parse(REPORTER, Reports.group("ann@receiver.example", "failed", "5.0.0"));

        assertThat(receipt.originalMessageIds()).containsExactly(Reports.LETTER_ID);
    }

    /** A provider that sends under a Message-ID of its own names the letter's in a field beside it. */
    @ParameterizedTest
    @CsvSource({
        "Return-Path: <>, X-Original-Message-ID: <mine@sender.example>",
        "Message-ID: <letter, X-Google-Original-Message-ID: <mine@sender.example>|Message-ID: <letter",
        "Message-ID: <letter, X-Original-Message-ID: <mine@sender.example>|Message-ID: <letter"
    })
    void findsTheMessageIdThatAProviderReplaced(String before, String field) {
        String report = new String(
                Reports.deliveryReport("bounces@sender.example", "ann@receiver.example", "failed", "5.0.0"), UTF_8);
        boolean outside = before.startsWith("Return-Path");
        String changed = outside
                ? field.replace("|", "\r\n") + "\r\n" + report
                : report.replace(before, field.replace("|", "\r\n"));

        Receipt receipt = parser.parse(changed.getBytes(UTF_8));

        assertThat(receipt.originalMessageIds()).contains("<mine@sender.example>", Reports.LETTER_ID);
    }

    @Test
    void decodesTheEnvelopeIdFromXtext() {
        Receipt receipt = parse(
                REPORTER + "Original-Envelope-Id: A+2BB+3D1\n",
                Reports.group("ann@receiver.example", "failed", "5.0.0"));

        assertThat(receipt.envelopeId()).contains("A+B=1");
    }

    @Test
    void takesTheReturnPathOfTheReturnedLetterForNoArrivalAddress() {
        Receipt receipt = parse(REPORTER, Reports.group("ann@receiver.example", "failed", "5.0.0"));

        assertThat(receipt.arrival().addresses()).containsExactly(TO);
    }

    @Test
    void tellsGroupsApartWithoutEmptyLines() {
        Receipt receipt = parse(
                REPORTER.strip(),
                "Final-Recipient: rfc822;a@x.example\nAction: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822;b@x.example\n"
                        + "Action: delayed\nStatus: 4.4.1");

        assertThat(receipt.recipients())
                .extracting(recipient -> recipient.address().orElse("") + " "
                        + recipient.action().orElse(""))
                .containsExactly("a@x.example failed", "b@x.example delayed");
    }

    @Test
    void keepsAGroupTogetherThatEmptyLinesCut() {
        Receipt receipt = parse(
                REPORTER,
                "\n\nFinal-Recipient: rfc822;a@x.example\n\n\nAction: failed\n\nStatus: 5.1.1\n\n\nFinal-Recipient:"
                        + " rfc822;b@x.example\n\nAction: relayed\n");

        assertThat(receipt.recipients())
                .extracting(recipient -> recipient.address().orElse("") + " "
                        + recipient.action().orElse(""))
                .containsExactly("a@x.example failed", "b@x.example relayed");
    }

    @ParameterizedTest
    @CsvSource({
        "failed, failed", "FAILED (in vain), failed", "failure, failed", "expired, failed", "error, failed",
        "undeliverable, failed", "delayed, delayed", "relayed, relayed", "expanded, expanded", "delivered, delivered",
        "teleported, teleported"
    })
    void understandsActionsInsideAndOutsideTheRfc(String word, String action) {
        Receipt receipt = parse(REPORTER, Reports.group("a@x.example", word, "5.0.0"));

        assertThat(receipt.recipients().get(0).action()).contains(action);
    }

    @Test
    void takesTheFailureFromTheStatusWhenThereIsNoAction() {
        Receipt receipt = parse(
                REPORTER,
                "Final-Recipient: rfc822;a@x.example\nStatus: 5.1.1\n",
                "Final-Recipient: rfc822;b@x.example\nStatus: 4.2.2\n",
                "Final-Recipient: rfc822;c@x.example\nStatus: 2.0.0\n");

        assertThat(receipt.recipients())
                .extracting(ReceiptRecipient::action)
                .containsExactly(Optional.of("failed"), Optional.of("delayed"), Optional.empty());
    }

    @Test
    void prefersTheDiagnosticToAStatusThatSaysNothing() {
        Receipt receipt = parse(
                REPORTER,
                "Final-Recipient: rfc822;a@x.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 452 4.2.2 full\n",
                "Final-Recipient: rfc822;b@x.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 450 later\n",
                "Final-Recipient: rfc822;c@x.example\nAction: failed\nDiagnostic-Code: smtp; 550 no\n");

        assertThat(receipt.recipients())
                .extracting(ReceiptRecipient::permanence)
                .containsExactly(
                        Optional.of(Permanence.TRANSIENT),
                        Optional.of(Permanence.PERMANENT),
                        Optional.of(Permanence.PERMANENT));
    }

    @Test
    void unfoldsALongDiagnostic() {
        Receipt receipt = parse(
                REPORTER,
                "Final-Recipient: rfc822;a@x.example\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp;\n 550 5.7.1 not\n\there\n");

        assertThat(receipt.recipients().get(0).diagnostic()).contains("550 5.7.1 not here");
    }

    @Test
    void readsInternationalAddresses() {
        Receipt receipt = parse("""
                From: postmaster@x.example
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: message/global-delivery-status

                Reporting-MTA: dns; mx.x.example

                Original-Recipient: utf-8;m\\x{FC}ller@x.example
                Final-Recipient: utf-8; müller@bücher.example
                Action: failed
                Status: 5.1.1

                --b
                Content-Type: message/global-headers

                Message-ID: <häuser@sender.example>
                --b--
                """);

        assertThat(receipt.recipients().get(0).address()).contains("müller@bücher.example");
        assertThat(receipt.recipients().get(0).originalRecipient()).contains("müller@x.example");
        assertThat(receipt.originalMessageId()).contains("<häuser@sender.example>");
    }

    @Test
    void findsTheReportDeepInsideAnotherMultipart() {
        Receipt receipt = parse("""
                From: postmaster@x.example
                Content-Type: multipart/mixed; boundary=outer

                --outer
                Content-Type: multipart/related; boundary=outer2

                --outer2
                Content-Type: text/html

                <p>Sorry</p>
                --outer2
                Content-Type: message/delivery-status
                Content-Transfer-Encoding: base64

                UmVwb3J0aW5nLU1UQTogZG5zOyBteC54LmV4YW1wbGUNCg0KRmluYWwtUmVjaXBpZW50OiByZmM4
                MjI7IGFAeC5leGFtcGxlDQpBY3Rpb246IGZhaWxlZA0KU3RhdHVzOiA1LjEuMQ0K
                --outer2--
                --outer
                Content-Type: message/rfc822

                Message-ID: <a@b>
                Content-Type: multipart/report; report-type=delivery-status; boundary=inner

                --inner
                Content-Type: message/delivery-status

                Final-Recipient: rfc822; never@read.example
                Action: delivered
                --inner--
                --outer--
                """);

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.DSN);
        assertThat(receipt.recipients())
                .extracting(ReceiptRecipient::address)
                .containsExactly(Optional.of("a@x.example"));
        assertThat(receipt.originalMessageId()).contains("<a@b>");
    }

    @Test
    void fallsBackToTheFailedRecipientsOfTheHeader() {
        Receipt receipt = parse("""
                From: Mail Delivery System <Mailer-Daemon@mx.example>
                X-Failed-Recipients: a@x.example,
                 b@x.example
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example
                --b--
                """);

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.DSN);
        assertThat(receipt.recipients())
                .extracting(ReceiptRecipient::address)
                .containsExactly(Optional.of("a@x.example"), Optional.of("b@x.example"));
    }

    @Test
    void readsAReportWhoseBoundaryIsNotTheOneAnnounced() {
        Receipt receipt = parse("""
                From: MAILER-DAEMON@mx.example
                Subject: Returned mail
                Content-Type: multipart/report; report-type=delivery-status; boundary=other

                --this
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example

                Final-Recipient: rfc822; a@x.example
                Action: failed
                Status: 5.1.1
                --this--
                """);

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.BOUNCE_TEXT);
        assertThat(receipt.recipients())
                .extracting(ReceiptRecipient::address)
                .containsExactly(Optional.of("a@x.example"));
    }

    @Test
    void keepsTheRemoteHost() {
        Receipt receipt = parse(
                REPORTER,
                "Final-Recipient: rfc822;a@x.example\nAction: delivered\nStatus: 2.0.0\nRemote-MTA: dns; in.x.example [192.0.2.1]\n");

        assertThat(receipt.recipients().get(0).remoteMta()).contains("in.x.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "452 4.2.2 mailbox full; try later | 4.2.2 | TRANSIENT",
                "550 5.1.1 <a@x.example>; user unknown | 5.1.1 | PERMANENT",
                "Sorry, 450 4.2.2 full; try later | 4.2.2 | TRANSIENT",
                "X-Unix (of old); 452 4.2.2 full | 4.2.2 | TRANSIENT",
                "; 452 4.2.2 full | 4.2.2 | TRANSIENT"
            })
    void readsADiagnosticWithoutAType(String diagnostic, String status, Permanence permanence) {
        assertSays("5.0.0", diagnostic, status, permanence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5.0.350 | smtp;550 5.0.350 Remote server returned an error -> 452 4.2.2 Mailbox full | 4.2.2 | TRANSIENT",
                "5.0.350 | smtp;550 5.0.350 Remote server returned an error -> 452 full | 5.0.350 | TRANSIENT",
                "5.5.0 | smtp;550 5.5.0 Remote Server returned '452 4.3.1 Insufficient resources' | 4.3.1 | TRANSIENT",
                "5.5.0 | smtp;550 #5.5.0 smtp;550 5.1.1 unknown user> | 5.1.1 | PERMANENT",
                "5.5.0 | smtp;554 5.5.0 -> <<< 5.5.0 -> no more | 5.5.0 | PERMANENT",
                "5.5.0 | smtp;550 5.5.0 no such command, see 4.4.4 | 5.5.0 | PERMANENT",
                "5.1.1 | smtp;550 5.1.1 unknown -> 452 4.2.2 full | 5.1.1 | PERMANENT",
                "4.4.7 | smtp;550 5.4.300 Message expired -> 451 4.7.500 Server busy | 4.4.7 | TRANSIENT"
            })
    void findsTheCodeOfAnotherHostInsideOneThatSaysLittle(
            String own, String diagnostic, String status, Permanence permanence) {
        assertSays(own, diagnostic, status, permanence);
    }

    private void assertSays(String own, String diagnostic, String status, Permanence permanence) {
        Receipt receipt = parse(
                REPORTER,
                "Final-Recipient: rfc822;a@x.example\nAction: failed\nStatus: " + own + "\nDiagnostic-Code: "
                        + diagnostic);

        assertThat(receipt.recipients().get(0).status()).contains(status);
        assertThat(receipt.recipients().get(0).permanence()).contains(permanence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Failed-Recipients: a@x.example | Sorry | a@x.example",
                "X-Failed-Recipients: a@x.example, b@x.example | Sorry | a@x.example b@x.example",
                "X-None: 1 | <a@x.example>: user unknown | a@x.example",
                "X-None: 1 | Your message to a@x.example was not delivered. | a@x.example",
                "X-None: 1 | Sorry. | c@x.example"
            })
    void namesARecipientWhoseGroupHasNoAddress(String header, String text, String recipients) {
        Receipt receipt = parser.parse(Reports.bytes(withoutAddress(header, text)));

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.DSN);
        assertThat(receipt.recipients())
                .extracting(recipient -> recipient.address().orElse(""))
                .containsExactly(recipients.split(" "));
        assertThat(receipt.recipients()).extracting(ReceiptRecipient::status).containsOnly(Optional.of("5.1.1"));
    }

    @Test
    void namesNobodyByALetterToSeveral() {
        String report = withoutAddress("X-None: 1", "Sorry.").replace("c@x.example", "c@x.example, d@x.example");

        assertThat(parser.parse(Reports.bytes(report)).recipients())
                .extracting(ReceiptRecipient::address)
                .containsExactly(Optional.empty());
    }

    private static String withoutAddress(String header, String text) {
        return """
                From: Mail Delivery System <MAILER-DAEMON@mx.example>
                To: bounces@sender.example
                Subject: Undelivered mail
                %s
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: text/plain

                %s
                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example

                Action: failed
                Status: 5.1.1
                --b
                Content-Type: message/rfc822

                To: c@x.example
                Message-ID: <letter.1@sender.example>

                Dear you
                --b--
                """.formatted(header, text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Original-Message-ID: <letter.1@sender.example> | Sorry. | message/rfc822 | Subject: x",
                "X-None: 1 | Sorry. | application/octet-stream | From: a@b.example^Message-ID: <letter.1@sender.example>",
                "X-None: 1 | Sorry. | text/plain | From: a@b.example^Message-ID: <letter.1@sender.example>",
                "X-None: 1 | Original headers:^^Message-ID: <letter.1@sender.example> | image/png | x"
            })
    void findsTheMessageIdWhereNoReturnedLetterHasIt(String field, String text, String type, String part) {
        String report = withoutAddress("X-None: 1", text.replace('^', '\n'))
                .replace("Reporting-MTA", field + "\nReporting-MTA")
                .replace("message/rfc822", type)
                .replace("To: c@x.example\nMessage-ID: <letter.1@sender.example>", part.replace('^', '\n'));

        Receipt receipt = parser.parse(Reports.bytes(report));

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.DSN);
        assertThat(receipt.originalMessageId()).contains(Reports.LETTER_ID);
    }
}
