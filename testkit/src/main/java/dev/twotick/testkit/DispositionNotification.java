package dev.twotick.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A disposition notification in the making (RFC 8098). */
record DispositionNotification(
        String to, String reader, Optional<String> originalRecipient, Disposition disposition, String letterHeader) {

    byte[] bytes(String host, Instant at) {
        String messageId = ReportText.field(letterHeader, "Message-ID");
        String headers = "Date: " + ReportText.date(at) + "\r\n"
                + "From: <" + reader + ">\r\n"
                + "To: <" + to + ">\r\n"
                + "Subject: Read: " + ReportText.field(letterHeader, "Subject") + "\r\n"
                + "In-Reply-To: " + messageId + "\r\n"
                + "References: " + messageId + "\r\n"
                + "Auto-Submitted: auto-replied\r\n";
        List<ReportText.Part> parts = List.of(
                new ReportText.Part(
                        "text/plain; charset=utf-8",
                        "Your letter to " + reader + " was dealt with: " + disposition.field() + ".\r\n"),
                new ReportText.Part("message/disposition-notification", fields(host, messageId)),
                new ReportText.Part("text/rfc822-headers", letterHeader));
        return ReportText.report(headers, host, "disposition-notification", parts);
    }

    private String fields(String host, String messageId) {
        return "Reporting-UA: " + host + "; Reader 1.0\r\n"
                + originalRecipient
                        .map(value -> "Original-Recipient: " + value + "\r\n")
                        .orElse("")
                + "Final-Recipient: rfc822; " + reader + "\r\n"
                + (messageId.isEmpty() ? "" : "Original-Message-ID: " + messageId + "\r\n")
                + "Disposition: " + disposition.field() + "\r\n";
    }
}
