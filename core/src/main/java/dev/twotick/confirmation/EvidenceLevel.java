package dev.twotick.confirmation;

/** What one piece of evidence says about one recipient. */
public enum EvidenceLevel {
    /** Someone dealt with the letter, so a relay must have taken it; says nothing about delivery (an MDN of {@code deleted}). */
    NOTED,
    /** Not yet delivered, still being tried (RFC 3464 {@code delayed}). */
    DELAYED,
    /** Passed on to a system that will report no more (RFC 3464 {@code relayed}, {@code expanded}). */
    RELAYED,
    /** The recipient's mailbox took it (RFC 3464 {@code delivered}). */
    DELIVERED,
    /** The recipient's software says that a person had it displayed (RFC 8098 {@code displayed}). */
    DISPLAYED,
    /** It will not be delivered (RFC 3464 {@code failed}). */
    BOUNCED
}
