package dev.twotick.receipts;

/** Whether the same letter may reach the same recipient another time. */
public enum Permanence {
    /** No: the address or the letter has to change first (class 5 of RFC 3463). */
    PERMANENT("permanent"),
    /** Perhaps: what stood in the way may go away (class 4 of RFC 3463). */
    TRANSIENT("transient");

    private final String word;

    Permanence(String word) {
        this.word = word;
    }

    /**
     * The word that people and programs are shown.
     *
     * @return {@code permanent} or {@code transient}
     */
    public String word() {
        return word;
    }
}
