package dev.twotick.letter;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a letter as they go on the wire: a complete message of RFC 5322 with CRLF line ends, Message-ID and Date, and
 * without Bcc. They are fixed when the letter is accepted, and every submission sends the same ones. Dots are not yet
 * stuffed: that is the transport's task (RFC 5321 section 4.5.2).
 *
 * <p>Implementations are immutable and may be opened any number of times from any thread; a store need not hold all of it
 * in memory.
 */
public interface WireBytes {
    /**
     * The length.
     *
     * @return octets, as the SIZE parameter of RFC 1870 counts them
     */
    long size();

    /**
     * Whether the body has octets over 127, so that the relay must offer 8BITMIME (RFC 6152).
     *
     * @return true for an eight-bit body
     */
    boolean eightBit();

    /**
     * Whether a header has characters beyond ASCII, so that the relay must offer SMTPUTF8 (RFC 6531).
     *
     * @return true for an internationalised header
     */
    boolean utf8Headers();

    /**
     * Whether the bytes are still kept. A store removes them some time after the letter's end; their size and kind stay known.
     *
     * @return false when {@link #open} can only fail
     */
    default boolean available() {
        return true;
    }

    /**
     * How much memory is kept by whoever keeps this view, beside what its store keeps in memory anyway.
     *
     * @return octets; 0 when the bytes are read as they are opened
     */
    default long held() {
        return 0;
    }

    /**
     * Opens the bytes from their start; the caller closes the stream.
     *
     * @return a fresh stream
     * @throws IOException when the store cannot give them
     */
    InputStream open() throws IOException;

    /**
     * Holds bytes in memory.
     *
     * @param bytes canonical bytes (CRLF only); not copied, so the caller must not change them
     * @return the view
     */
    static WireBytes of(byte[] bytes) {
        MessageBytes message = MessageBytes.scan(bytes);
        boolean eightBit = message.eightBitBody();
        boolean utf8Headers = message.eightBitHeader();
        return new WireBytes() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public boolean eightBit() {
                return eightBit;
            }

            @Override
            public boolean utf8Headers() {
                return utf8Headers;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }
}
