package dev.twotick.receipts.internal.mailbox;

/**
 * Follows all bytes of a server's answers and finds where a literal is announced, <code>{123}</code> before a CRLF (RFC 9051
 * section 4.3). It sees exactly what the protocol layer will see: that one looks backwards from each CRLF for the nearest
 * opening brace, even into a literal that went before.
 */
final class LiteralWatch {
    /** No literal begins here. */
    static final long NONE = -1;

    private static final long TOO_MUCH = Long.MAX_VALUE / 20;

    private enum Place {
        OUTSIDE,
        OPENED,
        NUMBER,
        CLOSED,
        RETURN
    }

    private Place place = Place.OUTSIDE;
    private boolean negative;
    private long number;

    /** Takes one byte; gives the length when it ends the announcement of a literal. A negative one is as bad as a huge one. */
    long accept(byte b) {
        Place before = place;
        place = next(b);
        if (before == Place.RETURN && b == '\n') {
            return negative ? Long.MAX_VALUE : number;
        }
        return NONE;
    }

    private Place next(byte b) {
        if (b == '{') {
            number = 0;
            negative = false;
            return Place.OPENED;
        }
        return switch (place) {
            case OUTSIDE -> Place.OUTSIDE;
            case OPENED, NUMBER -> inside(b);
            case CLOSED -> b == '\r' ? Place.RETURN : Place.OUTSIDE;
            case RETURN -> Place.OUTSIDE;
        };
    }

    private Place inside(byte b) {
        if (b >= '0' && b <= '9') {
            number = Math.min(TOO_MUCH, number * 10 + b - '0');
            return Place.NUMBER;
        }
        if (b == '-' && place == Place.OPENED) {
            negative = true;
            return Place.OPENED;
        }
        return b == '}' && place == Place.NUMBER ? Place.CLOSED : Place.OUTSIDE;
    }
}
