package dev.twotick.transport;

/** How far a submission got: the command whose answer was awaited when it ended (RFC 5321 section 4.1). */
public enum Phase {
    /** Opening the connection, TLS included when it is implicit. */
    CONNECT,
    /** Waiting for the greeting. */
    GREETING,
    /** EHLO or HELO. */
    EHLO,
    /** STARTTLS and its handshake (RFC 3207). */
    STARTTLS,
    /** AUTH (RFC 4954). */
    AUTH,
    /** MAIL FROM. */
    MAIL,
    /** RCPT TO. */
    RCPT,
    /** DATA, before 354. */
    DATA,
    /** Sending the letter, before the first byte of the terminator. */
    BODY,
    /** The terminator may have left, and its final reply is awaited: from here on a lost line is in doubt. */
    FINAL,
    /** The final reply was read. */
    DONE;

    /**
     * Whether the relay may have taken the letter although no reply says so.
     *
     * @return true from {@link #FINAL} on
     */
    public boolean pastNoReturn() {
        return compareTo(FINAL) >= 0;
    }
}
