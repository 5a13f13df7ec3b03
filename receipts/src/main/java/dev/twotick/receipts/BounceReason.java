package dev.twotick.receipts;

/** Why a letter failed or waits, in the words that this project uses for it; each names its place in RFC 3463. */
public enum BounceReason {
    /** Nobody has this address there (X.1.1, X.1.3, X.1.4). */
    MAILBOX_UNKNOWN("mailbox-unknown"),
    /** The mailbox is over its quota (X.2.2). */
    MAILBOX_FULL("mailbox-full"),
    /** The mailbox is there but takes nothing: switched off, suspended, unused (X.2.0, X.2.1). */
    MAILBOX_DISABLED("mailbox-disabled"),
    /** The recipient has another address now (X.1.6). */
    MAILBOX_MOVED("mailbox-moved"),
    /** The domain is not there or takes no mail (X.1.2, X.1.10, X.4.4). */
    DOMAIN_UNKNOWN("domain-unknown"),
    /** The letter is too large (X.2.3, X.3.4). */
    SIZE("size"),
    /** What is in the letter: spam, a virus, a forbidden attachment, a defect of its form (X.6.z, X.7.17). */
    CONTENT("content"),
    /** A rule of the receiver: this sender, this list, relaying (X.7.1, X.7.2). */
    POLICY("policy"),
    /** The standing of the sending host, address or domain: a block list (X.7.1 with words that say so). */
    REPUTATION("reputation"),
    /** SPF, DKIM, DMARC, reverse names, login or encryption (X.7.8 to X.7.11, X.7.20 to X.7.27). */
    AUTHENTICATION("authentication"),
    /** Too many letters or connections in too short a time, or grey-listed (X.4.5, X.7.28). */
    RATE("rate"),
    /** It waited too long in a queue (X.4.7). */
    EXPIRED("expired"),
    /** No connection to the receiver's host, or a broken one (X.4.1, X.4.2, X.4.3). */
    NETWORK("network"),
    /** The letter went round in circles (X.4.6). */
    LOOP("loop"),
    /** The receiver's system: its disk, its settings, a fault of its programs (X.3.z). */
    SYSTEM("system"),
    /** The two hosts did not understand one another (X.5.z). */
    PROTOCOL("protocol");

    private final String word;

    BounceReason(String word) {
        this.word = word;
    }

    /**
     * The word that people and programs are shown.
     *
     * @return for example {@code mailbox-unknown}
     */
    public String word() {
        return word;
    }
}
