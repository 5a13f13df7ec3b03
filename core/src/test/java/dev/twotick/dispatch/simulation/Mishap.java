package dev.twotick.dispatch.simulation;

/** What can happen to one submission, by the phase in which it happens. */
enum Mishap {
    NONE,
    // before the last dot: a definite no, whatever it is
    NO_CONNECTION,
    BUSY_GREETING,
    LOGIN_REFUSED,
    SENDER_DEFERRED,
    SENDER_REFUSED,
    SOME_RECIPIENTS_REFUSED,
    LOST_IN_THE_BODY,
    SILENT_IN_THE_BODY,
    THROWS_BEFORE_THE_DOT,
    // after the last dot, and an answer was read
    DEFERRED_AFTER_THE_DOT,
    REFUSED_AFTER_THE_DOT,
    FORGETS_A_RECIPIENT,
    // after the last dot, and no answer was read in time; the relay has it or has it not
    LOST_BEFORE_IT_WAS_TAKEN,
    LOST_AFTER_IT_WAS_TAKEN,
    SILENT_AND_NOT_TAKEN,
    SILENT_AND_TAKEN,
    LATE_REPLY,
    THROWS_AFTER_THE_DOT;

    /** Whether the relay takes responsibility when the last dot comes. */
    boolean taken() {
        return switch (this) {
            case NONE,
                    SOME_RECIPIENTS_REFUSED,
                    SILENT_IN_THE_BODY,
                    FORGETS_A_RECIPIENT,
                    LOST_AFTER_IT_WAS_TAKEN,
                    SILENT_AND_TAKEN,
                    LATE_REPLY,
                    THROWS_AFTER_THE_DOT -> true;
            default -> false;
        };
    }

    /** Whether nothing more can be said or read on this line. */
    boolean cutsTheLine() {
        return switch (this) {
            case NO_CONNECTION,
                    BUSY_GREETING,
                    LOGIN_REFUSED,
                    LOST_IN_THE_BODY,
                    LOST_BEFORE_IT_WAS_TAKEN,
                    LOST_AFTER_IT_WAS_TAKEN,
                    SILENT_AND_NOT_TAKEN,
                    SILENT_AND_TAKEN -> true;
            default -> false;
        };
    }
}
