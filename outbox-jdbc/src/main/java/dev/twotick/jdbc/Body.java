package dev.twotick.jdbc;

import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.OutboxException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The bytes of one letter with what they were when they were stored. */
final class Body {
    private final byte[] bytes;
    private final long length;
    private final String sha256;

    Body(byte[] bytes, long length, String sha256) {
        this.bytes = bytes;
        this.length = length;
        this.sha256 = sha256;
    }

    /** Reads them from a letter that is to be stored. */
    static Body of(SealedLetter letter) {
        try (InputStream in = letter.wire().open()) {
            byte[] bytes = in.readAllBytes();
            if (bytes.length != letter.wire().size()) {
                throw new OutboxException("cannot accept letter " + letter.id() + ": it has " + bytes.length
                        + " bytes instead of " + letter.wire().size());
            }
            return new Body(bytes, bytes.length, digest(bytes));
        } catch (IOException e) {
            throw new OutboxException("cannot accept letter " + letter.id() + ": its bytes cannot be read", e);
        }
    }

    byte[] bytes() {
        return bytes;
    }

    long length() {
        return length;
    }

    String sha256() {
        return sha256;
    }

    /**
     * Opens the bytes if they still are what was stored.
     *
     * @throws IOException when they are not: they must never be sent
     */
    InputStream open() throws IOException {
        if (bytes.length != length) {
            throw new IOException("damaged: " + bytes.length + " bytes are there, " + length + " were stored");
        }
        if (!digest(bytes).equals(sha256)) {
            throw new IOException("damaged: their SHA-256 is no longer that of what was stored");
        }
        return new ByteArrayInputStream(bytes);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
