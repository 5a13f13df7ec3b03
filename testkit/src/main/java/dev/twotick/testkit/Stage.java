package dev.twotick.testkit;

/** Where in a session a {@link ScriptedSmtpServer} can be told to behave in a certain way (RFC 5321 section 4.1). */
public enum Stage {
    /** Right after the connection was accepted. */
    GREETING,
    /** The answer to EHLO or HELO. */
    EHLO,
    /** The answer to STARTTLS (RFC 3207); a positive one is followed by the handshake. */
    STARTTLS,
    /** The answer to AUTH (RFC 4954); a 2yz logs in, after a 334 the client's next line leads here again. */
    AUTH,
    /** The answer to MAIL. */
    MAIL,
    /** The answer to RCPT. */
    RCPT,
    /** The answer to DATA. */
    DATA,
    /** While the letter comes in, after a number of octets. */
    BODY,
    /** The answer to BDAT that is not the last one of its letter (RFC 3030). */
    CHUNK,
    /** The answer to the last dot, or to BDAT LAST; also to those of a letter that no recipient was accepted for. */
    FINAL,
    /** The answer to RSET; only a positive one ends the transaction (RFC 5321 section 4.1.1.5). */
    RSET,
    /** The answer to QUIT. */
    QUIT
}
