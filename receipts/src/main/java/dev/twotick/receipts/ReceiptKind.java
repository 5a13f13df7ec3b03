package dev.twotick.receipts;

/** What a mail that came back is. */
public enum ReceiptKind {
    /** A delivery report, also called delivery status notification (RFC 3464, RFC 6533). */
    DSN("dsn"),
    /** A message disposition notification (RFC 8098). */
    MDN("mdn"),
    /** A complaint or another feedback report (RFC 5965). */
    ARF("arf"),
    /** A bounce that has no part for machines. */
    BOUNCE_TEXT("bounce-text"),
    /** A reply that nobody wrote, for example of someone on holiday (RFC 3834). */
    AUTO_REPLY("auto-reply"),
    /** Anything else. */
    NOT_A_REPORT("not-a-report");

    private final String word;

    ReceiptKind(String word) {
        this.word = word;
    }

    /**
     * The word that people and programs are shown.
     *
     * @return for example {@code bounce-text}
     */
    public String word() {
        return word;
    }
}
