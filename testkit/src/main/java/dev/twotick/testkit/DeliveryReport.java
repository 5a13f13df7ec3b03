package dev.twotick.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Describes a delivery report (RFC 3464), step by step; with {@link #international} the kind that carries addresses beyond
 * ASCII (RFC 6533). Made by {@link ReceiptFactory#deliveryReport}. Immutable.
 */
public final class DeliveryReport {
    private static final int LINE_OF_BODY = 76;

    private final String reportingMta;
    private final Instant at;
    private final String to;
    private final Optional<String> envelopeId;
    private final List<Group> groups;
    private final Optional<byte[]> letter;
    private final boolean full;
    private final boolean international;

    /**
     * What is said about one recipient.
     *
     * @param address the recipient as its last host knows it
     * @param action what became of it
     * @param status the enhanced status code (RFC 3463)
     * @param diagnostic the last host's reply, without its type
     * @param originalRecipient the recipient as the sender named it in ORCPT, with its type, as {@code rfc822;ann@b.example}
     * @param remoteMta the host that gave the diagnostic
     */
    public record Group(
            String address,
            Action action,
            String status,
            String diagnostic,
            Optional<String> originalRecipient,
            Optional<String> remoteMta) {
        /**
         * With the usual status and diagnostic of an action.
         *
         * @param address the recipient
         * @param action what became of it
         * @return the group
         */
        public static Group of(String address, Action action) {
            return new Group(
                    address,
                    action,
                    action.usualStatus(),
                    action.usualDiagnostic(),
                    Optional.empty(),
                    Optional.empty());
        }

        /**
         * Sets the status and the diagnostic.
         *
         * @param newStatus for example {@code 5.2.2}
         * @param newDiagnostic for example {@code 552 5.2.2 mailbox full}
         * @return a changed copy
         */
        public Group because(String newStatus, String newDiagnostic) {
            return new Group(address, action, newStatus, newDiagnostic, originalRecipient, remoteMta);
        }

        /**
         * Names the recipient as the sender did.
         *
         * @param typeAndAddress for example {@code rfc822;ann@b.example}
         * @return a changed copy
         */
        public Group original(String typeAndAddress) {
            return new Group(address, action, status, diagnostic, Optional.of(typeAndAddress), remoteMta);
        }

        /**
         * Names the host that gave the diagnostic.
         *
         * @param host the host
         * @return a changed copy
         */
        public Group saidBy(String host) {
            return new Group(address, action, status, diagnostic, originalRecipient, Optional.of(host));
        }

        private String text(boolean international) {
            StringBuilder out = new StringBuilder();
            out.append("Final-Recipient: ").append(international ? "utf-8; " : "rfc822; ");
            out.append(address).append("\r\n");
            originalRecipient.ifPresent(
                    value -> out.append("Original-Recipient: ").append(value).append("\r\n"));
            out.append("Action: ").append(action.word()).append("\r\n");
            out.append("Status: ").append(status).append("\r\n");
            remoteMta.ifPresent(
                    host -> out.append("Remote-MTA: dns; ").append(host).append("\r\n"));
            out.append("Diagnostic-Code: smtp; ").append(diagnostic).append("\r\n");
            return out.toString();
        }
    }

    DeliveryReport(String reportingMta, Instant at) {
        this(reportingMta, at, "bounces@corp.example", Optional.empty(), List.of(), Optional.empty(), false, false);
    }

    private DeliveryReport(
            String reportingMta,
            Instant at,
            String to,
            Optional<String> envelopeId,
            List<Group> groups,
            Optional<byte[]> letter,
            boolean full,
            boolean international) {
        this.reportingMta = reportingMta;
        this.at = at;
        this.to = to;
        this.envelopeId = envelopeId;
        this.groups = groups;
        this.letter = letter;
        this.full = full;
        this.international = international;
    }

    /**
     * Sets whom it is addressed to.
     *
     * @param address the letter's reverse-path, which may bear a token
     * @return a changed copy
     */
    public DeliveryReport to(String address) {
        return new DeliveryReport(reportingMta, at, address, envelopeId, groups, letter, full, international);
    }

    /**
     * Names the letter's envelope.
     *
     * @param id the ENVID, decoded
     * @return a changed copy
     */
    public DeliveryReport envelopeId(String id) {
        return new DeliveryReport(reportingMta, at, to, Optional.of(id), groups, letter, full, international);
    }

    /**
     * Adds a recipient.
     *
     * @param group what is said about it
     * @return a changed copy
     */
    public DeliveryReport about(Group group) {
        List<Group> more = new ArrayList<>(groups);
        more.add(group);
        return new DeliveryReport(reportingMta, at, to, envelopeId, more, letter, full, international);
    }

    /**
     * Adds a recipient with the usual status and diagnostic.
     *
     * @param address the recipient
     * @param action what became of it
     * @return a changed copy
     */
    public DeliveryReport about(String address, Action action) {
        return about(Group.of(address, action));
    }

    /**
     * Returns the letter's headers.
     *
     * @param bytes the letter
     * @return a changed copy
     */
    public DeliveryReport returningHeaders(byte[] bytes) {
        return new DeliveryReport(
                reportingMta, at, to, envelopeId, groups, Optional.of(bytes.clone()), false, international);
    }

    /**
     * Returns the whole letter.
     *
     * @param bytes the letter
     * @return a changed copy
     */
    public DeliveryReport returningLetter(byte[] bytes) {
        return new DeliveryReport(
                reportingMta, at, to, envelopeId, groups, Optional.of(bytes.clone()), true, international);
    }

    /**
     * Uses the media types and the address type of RFC 6533.
     *
     * @return a changed copy
     */
    public DeliveryReport international() {
        return new DeliveryReport(reportingMta, at, to, envelopeId, groups, letter, full, true);
    }

    /**
     * Ends the description.
     *
     * @return the report as it goes on the wire
     */
    public byte[] bytes() {
        String headers = "Date: " + ReportText.date(at) + "\r\n"
                + "From: Mail Delivery <mailer-daemon@" + reportingMta + ">\r\n"
                + "To: <" + to + ">\r\n"
                + "Subject: " + subject() + "\r\n"
                + "Auto-Submitted: auto-replied\r\n";
        List<ReportText.Part> parts = new ArrayList<>();
        parts.add(new ReportText.Part("text/plain; charset=utf-8", explanation()));
        parts.add(new ReportText.Part(
                international ? "message/global-delivery-status" : "message/delivery-status", fields()));
        letter.ifPresent(bytes -> parts.add(returned(bytes)));
        return ReportText.report(headers, reportingMta, "delivery-status", parts);
    }

    private String subject() {
        if (groups.stream().anyMatch(group -> group.action() == Action.FAILED)) {
            return "Your letter could not be delivered";
        }
        boolean late = groups.stream().anyMatch(group -> group.action() == Action.DELAYED);
        return late ? "Your letter is late" : "Your letter was passed on";
    }

    private String explanation() {
        StringBuilder out = new StringBuilder("Here is what became of your letter, says " + reportingMta + ".\r\n\r\n");
        for (Group group : groups) {
            String line = "<" + group.address() + ">: " + group.action().word() + ", " + group.diagnostic();
            out.append(line, 0, Math.min(line.length(), LINE_OF_BODY)).append("\r\n");
        }
        return out.toString();
    }

    private String fields() {
        StringBuilder out = new StringBuilder("Reporting-MTA: dns; " + reportingMta + "\r\n");
        envelopeId.ifPresent(
                id -> out.append("Original-Envelope-Id: ").append(id).append("\r\n"));
        out.append("Arrival-Date: ").append(ReportText.date(at)).append("\r\n");
        for (Group group : groups) {
            out.append("\r\n").append(group.text(international));
        }
        return out.toString();
    }

    private ReportText.Part returned(byte[] bytes) {
        String content = full ? new String(bytes, StandardCharsets.UTF_8) : ReportText.headerOf(bytes);
        if (international) {
            return new ReportText.Part(full ? "message/global" : "message/global-headers", content);
        }
        return new ReportText.Part(full ? "message/rfc822" : "text/rfc822-headers", content);
    }
}
