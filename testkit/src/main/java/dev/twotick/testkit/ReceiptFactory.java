package dev.twotick.testkit;

import java.time.InstantSource;
import java.util.Optional;

/**
 * Makes the mails that come back: delivery reports, disposition notifications, bounces in free text and automatic replies.
 * They look like those of real mail systems and are the same bytes in every run. Thread-safe.
 *
 * {@snippet :
 * byte[] report = new ReceiptFactory("mx.b.example").deliveryReport()
 *         .to("bounces+token@corp.example").envelopeId("token")
 *         .about("ann@b.example", Action.DELIVERED).returningHeaders(letter).bytes();
 * }
 */
public final class ReceiptFactory {
    private final String host;
    private final InstantSource clock;

    /**
     * Reports on behalf of a host, at {@link SettableClock#START}.
     *
     * @param host the reporting MTA, for example {@code mx.b.example}
     */
    public ReceiptFactory(String host) {
        this(host, new SettableClock());
    }

    /**
     * Reports on behalf of a host.
     *
     * @param host the reporting MTA
     * @param clock the time for the Date fields
     */
    public ReceiptFactory(String host, InstantSource clock) {
        this.host = host;
        this.clock = clock;
    }

    /**
     * Begins a delivery report.
     *
     * @return a report without recipients, to {@code bounces@corp.example}
     */
    public DeliveryReport deliveryReport() {
        return new DeliveryReport(host, clock.instant());
    }

    /**
     * A disposition notification (RFC 8098), as a reader's software sends it.
     *
     * @param to the address of the letter's Disposition-Notification-To
     * @param reader who sends it: the recipient
     * @param disposition what became of the letter
     * @param letter the letter, of which the headers come back
     * @return the notification as it goes on the wire
     */
    public byte[] dispositionNotification(String to, String reader, Disposition disposition, byte[] letter) {
        return new DispositionNotification(to, reader, Optional.empty(), disposition, ReportText.headerOf(letter))
                .bytes(host, clock.instant());
    }

    /**
     * As {@link #dispositionNotification}, naming the recipient as the sender did.
     *
     * @param to the address of the letter's Disposition-Notification-To
     * @param reader who sends it, perhaps not the address that the letter was sent to
     * @param originalRecipient with its type, for example {@code rfc822;ann@b.example}
     * @param disposition what became of the letter
     * @param letter the letter, of which the headers come back
     * @return the notification as it goes on the wire
     */
    public byte[] dispositionNotification(
            String to, String reader, String originalRecipient, Disposition disposition, byte[] letter) {
        return new DispositionNotification(
                        to, reader, Optional.of(originalRecipient), disposition, ReportText.headerOf(letter))
                .bytes(host, clock.instant());
    }

    /**
     * A bounce that only people can read, as old and careless systems send them, with the letter's headers below the text.
     *
     * @param to the letter's reverse-path
     * @param recipient who was not reached
     * @param reply the reply that it quotes, for example {@code 550 5.1.1 unknown user}
     * @param letter the letter
     * @return the bounce as it goes on the wire
     */
    public byte[] textBounce(String to, String recipient, String reply, byte[] letter) {
        String headers = headers("Mail System <mailer-daemon@" + host + ">", to, "failure notice");
        String text = "We are sorry: your letter did not reach the following address.\r\n\r\n"
                + "<" + recipient + ">:\r\n"
                + host + " was told: " + reply + "\r\n\r\n"
                + "--- What follows is the beginning of your letter.\r\n\r\n"
                + ReportText.headerOf(letter);
        return ReportText.plain(headers, host, text);
    }

    /**
     * An automatic reply (RFC 3834), which says nothing about the delivery.
     *
     * @param to whom it answers
     * @param author who is away
     * @param letter the letter that it answers
     * @return the reply as it goes on the wire
     */
    public byte[] autoReply(String to, String author, byte[] letter) {
        String letterHeader = ReportText.headerOf(letter);
        String messageId = ReportText.field(letterHeader, "Message-ID");
        String headers = headers("<" + author + ">", to, "Away: " + ReportText.field(letterHeader, "Subject"))
                + "Auto-Submitted: auto-replied\r\n"
                + "In-Reply-To: " + messageId + "\r\n"
                + "References: " + messageId + "\r\n";
        return ReportText.plain(headers, host, "I am away and shall read your letter when I am back.\r\n");
    }

    private String headers(String from, String to, String subject) {
        return "Date: " + ReportText.date(clock.instant()) + "\r\n"
                + "From: " + from + "\r\n"
                + "To: <" + to + ">\r\n"
                + "Subject: " + subject + "\r\n";
    }
}
