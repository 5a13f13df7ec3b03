package dev.twotick.imap;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a server may send us: no literal over {@value #MOST_IN_LITERAL} octets, and no more than {@value #MOST_IN_ALL} octets
 * in one allowance. Angus Mail allocates whatever a server announces as <code>{n}</code>, and keeps every untagged reply
 * until the tagged one comes; so both are refused here, before it sees them.
 */
final class BoundedReplies extends FilterInputStream {
    static final int MOST_IN_LITERAL = 65_536;
    static final int MOST_IN_ALL = 1_048_576;

    /** Enough to be over the limit, however many digits follow. */
    private static final int TOO_LARGE = MOST_IN_LITERAL + 1;

    private enum Place {
        TEXT,
        NUMBER,
        CLOSED,
        CR
    }

    private Place place = Place.TEXT;
    private int announced;
    private int left = MOST_IN_ALL;

    BoundedReplies(InputStream in) {
        super(in);
    }

    /** Begins a new allowance. */
    void allow() {
        left = MOST_IN_ALL;
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        if (octet >= 0) {
            count(1);
            look(octet);
        }
        return octet;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int read = super.read(into, from, length);
        if (read > 0) {
            count(read);
            for (int i = from; i < from + read; i++) {
                look(into[i]);
            }
        }
        return read;
    }

    private void count(int octets) throws IOException {
        left -= octets;
        if (left < 0) {
            throw new IOException("the server sent more than " + MOST_IN_ALL
                    + " octets; if it has that many folders, name one in the path of sent-store.url");
        }
    }

    /** Follows a literal's announcement, an open brace, digits, a close brace and CRLF (RFC 9051 section 4.3). */
    private void look(int octet) throws IOException {
        if (octet == '{') {
            place = Place.NUMBER;
            announced = 0;
        } else if (place == Place.NUMBER && octet >= '0' && octet <= '9') {
            announced = Math.min(announced * 10 + octet - '0', TOO_LARGE);
        } else if (place == Place.NUMBER && octet == '}') {
            place = Place.CLOSED;
        } else if (place == Place.CLOSED && octet == '\r') {
            place = Place.CR;
        } else if (place == Place.CR && octet == '\n' && announced == TOO_LARGE) {
            throw new IOException("the server announced a literal of more than " + MOST_IN_LITERAL + " octets");
        } else {
            place = Place.TEXT;
        }
    }
}
