package dev.twotick.smtp;

import java.io.IOException;

/** The store did not give the letter's bytes as it had promised them; the relay has nothing to do with it. */
final class UnreadableLetterException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableLetterException(String problem) {
        super(problem);
    }
}
