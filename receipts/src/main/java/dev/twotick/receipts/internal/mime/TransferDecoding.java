package dev.twotick.receipts.internal.mime;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** Undoes base64 and quoted-printable (RFC 2045 section 6). What is malformed is passed over; the result never grows. */
final class TransferDecoding {
    private TransferDecoding() {}

    static boolean isIdentity(String encoding) {
        return !isBase64(encoding) && !isQuotedPrintable(encoding);
    }

    static byte[] decode(Slice body, String encoding) {
        if (isBase64(encoding)) {
            return base64(body);
        }
        return isQuotedPrintable(encoding) ? quotedPrintable(body, false) : body.copy();
    }

    private static boolean isBase64(String encoding) {
        return encoding.strip().toLowerCase(Locale.ROOT).startsWith("base64");
    }

    private static boolean isQuotedPrintable(String encoding) {
        return encoding.strip().toLowerCase(Locale.ROOT).startsWith("quoted-printable");
    }

    static byte[] base64(Slice body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int bits = 0;
        int held = 0;
        for (int i = body.from(); i < body.to() && body.at(i) != '='; i++) {
            body.deadline().step();
            int value = base64Value(body.at(i));
            if (value >= 0) {
                bits = (bits << 6) | value;
                held += 6;
            }
            if (held >= 8) {
                held -= 8;
                out.write(bits >> held);
            }
        }
        return out.toByteArray();
    }

    private static int base64Value(byte b) {
        if (b >= 'A' && b <= 'Z') {
            return b - 'A';
        }
        if (b >= 'a' && b <= 'z') {
            return b - 'a' + 26;
        }
        if (b >= '0' && b <= '9') {
            return b - '0' + 52;
        }
        return b == '+' ? 62 : b == '/' ? 63 : -1;
    }

    /** @param header whether this is the Q encoding of RFC 2047, where an underscore is a space */
    static byte[] quotedPrintable(Slice body, boolean header) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = body.from(); i < body.to(); i++) {
            body.deadline().step();
            byte b = body.at(i);
            if (b == '_' && header) {
                out.write(' ');
            } else if (b != '=') {
                out.write(b);
            } else {
                i = escape(body, i, out);
            }
        }
        return out.toByteArray();
    }

    /** Reads what stands behind an equals sign and returns the place of its last byte. */
    private static int escape(Slice body, int equals, ByteArrayOutputStream out) {
        int high = equals + 2 < body.to() ? Character.digit(body.at(equals + 1), 16) : -1;
        int low = high >= 0 ? Character.digit(body.at(equals + 2), 16) : -1;
        if (low >= 0) {
            out.write(high * 16 + low);
            return equals + 2;
        }
        int i = equals + 1;
        while (i < body.to() && (body.at(i) == ' ' || body.at(i) == '\t' || body.at(i) == '\r')) {
            i++;
        }
        if (i < body.to() && body.at(i) == '\n') {
            return i;
        }
        out.write('=');
        return equals;
    }
}
