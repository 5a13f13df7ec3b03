package dev.twotick.sentstore;

import dev.twotick.letter.WireBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What is to lie in the Sent folder: the submitted bytes with the Bcc fields that no recipient saw.
 *
 * @param messageId the Message-ID with its angle brackets, by which an earlier copy is found
 * @param date the letter's date, kept as the copy's internal date
 * @param wire the bytes that were submitted
 * @param bccFields raw Bcc fields with their line ends; may be empty
 */
public record SentCopy(String messageId, Instant date, WireBytes wire, String bccFields) {
    /**
     * The copy's length.
     *
     * @return octets
     */
    public long size() {
        return wire.size() + bccFields.length();
    }

    /**
     * Opens the copy from its start; the caller closes the stream.
     *
     * @return a fresh stream
     * @throws IOException when the bytes cannot be read
     */
    public InputStream open() throws IOException {
        InputStream bcc = new ByteArrayInputStream(bccFields.getBytes(StandardCharsets.ISO_8859_1));
        return new SequenceInputStream(bcc, wire.open());
    }
}
