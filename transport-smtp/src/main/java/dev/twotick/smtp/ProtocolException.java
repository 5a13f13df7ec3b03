package dev.twotick.smtp;

import java.io.IOException;

/** The relay said something that SMTP does not allow at this place, so that nothing it says later can be relied on. */
final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String problem) {
        super(problem);
    }
}
