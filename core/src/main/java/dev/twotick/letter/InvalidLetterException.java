package dev.twotick.letter;

/**
 * Says that a letter, an address or an assurance cannot be taken, which field is at fault and how to mend it. Thrown before
 * anything is stored: after it, nothing of the letter exists in the outbox.
 */
public final class InvalidLetterException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** The field at fault. */
    private final String field;

    /** What is wrong with it. */
    private final String problem;

    /**
     * Names the field and the problem.
     *
     * @param field the field as the caller knows it, for example {@code subject} or {@code to[2]}
     * @param problem what is wrong and what to do instead, in one sentence
     */
    public InvalidLetterException(String field, String problem) {
        super(field + ": " + problem);
        this.field = field;
        this.problem = problem;
    }

    /**
     * The field at fault, as the caller knows it.
     *
     * @return for example {@code subject}, {@code to}, {@code attachment name}
     */
    public String field() {
        return field;
    }

    /**
     * What is wrong and what to do instead.
     *
     * @return one sentence without the field's name
     */
    public String problem() {
        return problem;
    }
}
