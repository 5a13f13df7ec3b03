package dev.twotick.testkit;

/** What a disposition notification says (RFC 8098 section 3.2.6). */
public enum Disposition {
    /** A person had it displayed and agreed to say so. */
    DISPLAYED("manual-action/MDN-sent-manually; displayed"),
    /** A person had it displayed, and the software says so by itself. */
    DISPLAYED_AUTOMATICALLY("manual-action/MDN-sent-automatically; displayed"),
    /** It was deleted, perhaps unread. */
    DELETED("manual-action/MDN-sent-manually; deleted"),
    /** Some program dealt with it; no person has seen it. */
    PROCESSED("automatic-action/MDN-sent-automatically; processed");

    private final String field;

    Disposition(String field) {
        this.field = field;
    }

    /**
     * The value of the Disposition field.
     *
     * @return for example {@code manual-action/MDN-sent-manually; displayed}
     */
    public String field() {
        return field;
    }
}
