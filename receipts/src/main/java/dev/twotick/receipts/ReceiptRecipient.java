package dev.twotick.receipts;

import java.util.Optional;

/**
 * What a receipt says about one recipient. All of it is foreign text, as it was read; nothing is checked.
 *
 * @param address the recipient as the reporter knows it (Final-Recipient without its address type)
 * @param action {@code failed}, {@code delayed}, {@code delivered}, {@code relayed} or {@code expanded} for a delivery report,
 *     words outside RFC 3464 mapped to these where their meaning is plain; the disposition's type for a disposition
 *     notification
 * @param status the enhanced status code (RFC 3463), for example {@code 5.1.1}
 * @param permanence whether a failure is for good; a delay is {@link Permanence#TRANSIENT}; empty for good news and where nothing
 *     tells
 * @param reason why a delivery failed or waits, by code and words together; empty for good news and where nothing tells
 * @param diagnostic the reporter's reason in its own words
 * @param originalRecipient the recipient as the sender wrote it (ORCPT), without its address type
 * @param remoteMta the host that the reporter had spoken to about this recipient
 */
public record ReceiptRecipient(
        Optional<String> address,
        Optional<String> action,
        Optional<String> status,
        Optional<Permanence> permanence,
        Optional<BounceReason> reason,
        Optional<String> diagnostic,
        Optional<String> originalRecipient,
        Optional<String> remoteMta) {

    /**
     * The recipient as the sender knows it.
     *
     * @return the original recipient where it is told, else the address that the reporter knows
     */
    public Optional<String> intended() {
        return originalRecipient.or(this::address);
    }

    /**
     * The same with another reason.
     *
     * @param why the reason
     * @return a copy
     */
    public ReceiptRecipient because(Optional<BounceReason> why) {
        return new ReceiptRecipient(address, action, status, permanence, why, diagnostic, originalRecipient, remoteMta);
    }

    /**
     * The same, with the report's {@code delivered} taken for {@code relayed}.
     *
     * @return a copy
     */
    public ReceiptRecipient passedOn() {
        return new ReceiptRecipient(
                address, Optional.of("relayed"), status, permanence, reason, diagnostic, originalRecipient, remoteMta);
    }
}
