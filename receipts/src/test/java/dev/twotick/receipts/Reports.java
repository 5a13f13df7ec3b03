package dev.twotick.receipts;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Receipts as the RFCs spell them. */
public final class Reports {
    /** The Message-ID of the letter that comes back in all of them. */
    public static final String LETTER_ID = "<letter.1@sender.example>";

    private Reports() {}

    /** A delivery report with these fields about the letter and these groups about recipients. */
    public static byte[] deliveryReport(String arrivedAt, String letterFields, List<String> groups) {
        return bytes("""
                Return-Path: <>
                Delivered-To: %s
                Authentication-Results: mx.reader.example; dkim=pass (good) header.d=receiver.example
                From: Mail Delivery System <MAILER-DAEMON@mx.receiver.example>
                To: %s
                Subject: Delivery report
                Auto-Submitted: auto-replied
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status;
                 boundary="cut;here"

                Not for machines.
                --cut;here
                Content-Type: text/plain; charset=utf-8

                What became of your letter is told below.

                --cut;here
                Content-Type: message/delivery-status

                %s
                %s
                --cut;here
                Content-Type: text/rfc822-headers

                Return-Path: <somebody@sender.example>
                From: billing@sender.example
                Message-ID: %s
                Subject: Invoice

                --cut;here--
                """.formatted(arrivedAt, arrivedAt, letterFields, String.join("\n", groups), LETTER_ID));
    }

    /** A delivery report about one recipient. */
    public static byte[] deliveryReport(String arrivedAt, String address, String action, String status) {
        return deliveryReport(
                arrivedAt, "Reporting-MTA: dns; mx.receiver.example\n", List.of(group(address, action, status)));
    }

    /** The fields about one recipient. */
    public static String group(String address, String action, String status) {
        return """
                Original-Recipient: rfc822;%s
                Final-Recipient: rfc822; %s
                Action: %s
                Status: %s
                Diagnostic-Code: smtp; what the other host said
                """.formatted(address, address, action, status);
    }

    /** A disposition notification. */
    public static byte[] dispositionNotification(String arrivedAt, String disposition) {
        return bytes("""
                From: Ann <ann@receiver.example>
                To: %s
                Subject: Read: Invoice
                In-Reply-To: %s
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=disposition-notification; boundary=b

                --b
                Content-Type: text/plain

                Your letter was shown.

                --b
                Content-Type: message/disposition-notification

                Reporting-UA: desk.receiver.example; Mail Reader 1.0
                Original-Recipient: rfc822;ann@receiver.example
                Final-Recipient: rfc822;ann@receiver.example
                Original-Message-ID: %s
                Disposition: %s

                --b--
                """.formatted(arrivedAt, LETTER_ID, LETTER_ID, disposition));
    }

    /** CRLF line ends, as mails have them. */
    public static byte[] bytes(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
