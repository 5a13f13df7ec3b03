package dev.twotick.smtp;

import dev.twotick.transport.Reply;

/**
 * What a reply to RCPT that is no yes says about its recipient and about the others (RFC 5321 section 4.5.3.1.10).
 *
 * @param reply the reply
 * @param othersAccepted whether a recipient before it was accepted
 */
record RcptRefusal(Reply reply, boolean othersAccepted) {
    /**
     * Another try is of no use. One recipient for whom a login is wanted says nothing about the others, and a login that is
     * mended may let that one pass too.
     */
    boolean forGood() {
        return reply.permanentNegative() && !tooMany() && !SmtpCodes.LOGIN_WANTED.contains(reply.code());
    }

    /** The transaction is full, and this one belongs into the next; old servers say so with 552. */
    boolean tooMany() {
        boolean full = reply.code() == SmtpCodes.NO_ROOM_NOW || reply.code() == SmtpCodes.NO_ROOM;
        return full && othersAccepted && maySayTooMany();
    }

    private boolean maySayTooMany() {
        return reply.enhancedStatus().map(SmtpCodes::saysTooMany).orElse(true);
    }
}
