package dev.twotick.letter;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A message of RFC 5322 cut into its header fields and its body, byte for byte. Only what an accepted letter needs: no MIME,
 * no decoding.
 */
final class MessageBytes {
    /** RFC 5322 section 2.1.1, without the CRLF. */
    private static final int MAX_LINE = 998;

    private final byte[] bytes;
    private final List<Field> fields;
    private final int bodyStart;
    private final boolean wellFormed;

    /** One header field with its folding and final CRLF. */
    record Field(String name, String raw) {
        boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }

        /** The value in one line, as UTF-8. */
        String value() {
            String text = new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            return text.substring(text.indexOf(':') + 1).replace("\r\n", "").strip();
        }
    }

    private MessageBytes(byte[] bytes, List<Field> fields, int bodyStart, boolean wellFormed) {
        this.bytes = bytes;
        this.fields = fields;
        this.bodyStart = bodyStart;
        this.wellFormed = wellFormed;
    }

    /**
     * Turns every line end, bare LF and in the body bare CR too, into CRLF: what a relay could read in two ways must not
     * leave us. A bare CR in the header section is refused, since it ends a field for some readers only.
     */
    static byte[] canonical(byte[] raw) {
        refuseBareCrInHeader(raw);
        ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length + raw.length / 32 + 2);
        for (int i = 0; i < raw.length; i++) {
            byte b = raw[i];
            if (b == '\r' || b == '\n') {
                out.write('\r');
                out.write('\n');
                if (b == '\r' && i + 1 < raw.length && raw[i + 1] == '\n') {
                    i++;
                }
            } else {
                out.write(b);
            }
        }
        byte[] canonical = out.toByteArray();
        int n = canonical.length;
        if (n == 0 || canonical[n - 1] != '\n') {
            canonical = Arrays.copyOf(canonical, n + 2);
            canonical[n] = '\r';
            canonical[n + 1] = '\n';
        }
        return canonical;
    }

    private static void refuseBareCrInHeader(byte[] raw) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '\r' && (i + 1 == raw.length || raw[i + 1] != '\n')) {
                throw bad("line " + line + " of the header section has a CR without LF; take it out");
            }
            if (raw[i] == '\n') {
                boolean blank = i == lineStart || (i == lineStart + 1 && raw[lineStart] == '\r');
                if (blank) {
                    return;
                }
                line++;
                lineStart = i + 1;
            }
        }
    }

    /** Cuts canonical bytes; lines that are no header field end the header section, as most readers treat them. */
    static MessageBytes scan(byte[] bytes) {
        List<Field> fields = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int end = fieldEnd(bytes, at);
            if (end - at == 2 && bytes[at] == '\r') {
                return new MessageBytes(bytes, fields, end, true);
            }
            String raw = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
            int colon = raw.indexOf(':');
            if (colon <= 0 || !isFieldName(raw.substring(0, colon).stripTrailing())) {
                return new MessageBytes(bytes, fields, at, false);
            }
            fields.add(new Field(raw.substring(0, colon).stripTrailing(), raw));
            at = end;
        }
        return new MessageBytes(bytes, fields, at, true);
    }

    /** Checks what a letter must fulfil before it is accepted. */
    void check() {
        if (!wellFormed) {
            throw bad("line " + lineOf(bodyStart) + " of the header section is not of the form Name: value");
        }
        if (fields.isEmpty()) {
            throw bad("there are no header fields; a letter is a whole message of RFC 5322");
        }
        checkLines();
        for (String once : List.of("From", "Date", "Message-ID", "Subject", "To", "Cc", "Sender", "Reply-To")) {
            if (fields.stream().filter(f -> f.is(once)).count() > 1) {
                throw new InvalidLetterException(once, "the field stands there more than once (RFC 5322 section 3.6)");
            }
        }
        if (eightBitHeader() && !headerIsUtf8()) {
            throw bad("the header section is neither ASCII nor UTF-8; encode it as RFC 2047 says");
        }
        if (first("From").isEmpty()) {
            throw new InvalidLetterException("From", "the field is missing (RFC 5322 section 3.6)");
        }
        first("Message-ID").ifPresent(field -> checkMessageId(field.value()));
    }

    static void checkMessageId(String messageId) {
        boolean wellFormed = messageId.length() > 4
                && messageId.startsWith("<")
                && messageId.endsWith(">")
                && messageId.chars().allMatch(c -> c > ' ' && c != 0x7F)
                && messageId.indexOf('@') > 1
                && messageId.indexOf('<', 1) < 0;
        if (!wellFormed) {
            throw new InvalidLetterException(
                    "Message-ID",
                    Printable.quoted(messageId) + " is not of the form <left@right> (RFC 5322 section 3.6.4)");
        }
    }

    private void checkLines() {
        int lineStart = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                throw bad("there is a NUL in line " + lineOf(i)
                        + (i < bodyStart ? " of the header section; take it out" : "; encode the part as base64"));
            }
            if (bytes[i] == '\n') {
                if (i - 1 - lineStart > MAX_LINE) {
                    throw bad("line " + lineOf(lineStart) + " is longer than " + MAX_LINE
                            + " octets; fold the field or encode the part as quoted-printable or base64");
                }
                lineStart = i + 1;
            }
        }
    }

    private static InvalidLetterException bad(String problem) {
        return new InvalidLetterException("content", problem);
    }

    private int lineOf(int offset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            if (bytes[i] == '\n') {
                line++;
            }
        }
        return line;
    }

    List<Field> fields() {
        return fields;
    }

    Optional<Field> first(String name) {
        return fields.stream().filter(f -> f.is(name)).findFirst();
    }

    int bodyStart() {
        return bodyStart;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean eightBitBody() {
        return hasEightBit(bodyStart, bytes.length);
    }

    boolean eightBitHeader() {
        return hasEightBit(0, bodyStart);
    }

    private boolean hasEightBit(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return true;
            }
        }
        return false;
    }

    private boolean headerIsUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, bodyStart));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static int fieldEnd(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length) {
            if (bytes[i++] == '\n') {
                boolean folded = i < bytes.length && (bytes[i] == ' ' || bytes[i] == '\t');
                if (!folded || i - from == 2) {
                    return i;
                }
            }
        }
        return i;
    }

    private static boolean isFieldName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }
}
