package dev.twotick.receipts.internal.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;

/** Turns bytes into text whatever they are; what cannot be decoded is replaced. */
final class TextDecoding {
    private TextDecoding() {}

    /** UTF-8 where it is well-formed, else Latin-1. */
    static String lenient(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return beyondAscii(bytes, from, to);
            }
        }
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }

    private static String beyondAscii(byte[] bytes, int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        }
    }

    /** By a charset's name; {@link #lenient} when the name is absent, unknown, or cannot hold what is there. */
    static String named(byte[] bytes, Optional<String> charset) {
        return charset.flatMap(TextDecoding::charset)
                .map(known -> new String(bytes, known))
                .orElseGet(() -> lenient(bytes, 0, bytes.length));
    }

    private static Optional<Charset> charset(String name) {
        try {
            Charset charset = Charset.forName(name.strip());
            boolean plain = charset.equals(StandardCharsets.US_ASCII) || charset.equals(StandardCharsets.UTF_8);
            return plain ? Optional.empty() : Optional.of(charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }
}
