package dev.twotick.smtp;

import dev.twotick.transport.EnhancedStatus;
import java.util.Set;

/** Reply codes that mean more than their first digit (RFC 5321 section 4.2.3, RFC 4954 section 6). */
final class SmtpCodes {
    /** The relay closes the connection. */
    static final int CLOSING = 421;

    /** Go on with the letter. */
    static final int START_INPUT = 354;

    /** Too many recipients, or no room. */
    static final int NO_ROOM_NOW = 452;

    /** No room; at RCPT what old servers say for too many recipients too (RFC 5321 section 4.5.3.1.10). */
    static final int NO_ROOM = 552;

    /** Login or encryption is asked for, or was not good enough: no fault of the letter. */
    static final Set<Integer> LOGIN_WANTED = Set.of(530, 534, 535, 538);

    /** The subject of enhanced codes about security and policy (RFC 3463 section 3.8). */
    static final int POLICY = 7;

    /** Parameters that the server does not take, or a syntax error that may stem from them. */
    static final Set<Integer> PARAMETERS_REFUSED = Set.of(501, 504, 555);

    private static final int MAIL_SYSTEM = 5;
    private static final int TOO_MANY_RECIPIENTS = 3;

    private SmtpCodes() {}

    /** More recipients than the relay takes at a time (RFC 3463 section 3.6, X.5.3). */
    static boolean saysTooMany(EnhancedStatus status) {
        return status.subject() == MAIL_SYSTEM && status.detail() == TOO_MANY_RECIPIENTS;
    }
}
