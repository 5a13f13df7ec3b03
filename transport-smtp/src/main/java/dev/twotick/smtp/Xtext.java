package dev.twotick.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** How values are written in the parameters of DSN. */
final class Xtext {
    private Xtext() {}

    /** Octets outside {@code !} to {@code ~}, and {@code +} and {@code =}, become {@code +HH} (RFC 3461 section 4). */
    static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' && octet < 0x7F && octet != '+' && octet != '=') {
                out.append((char) octet);
            } else {
                out.append(String.format(Locale.ROOT, "+%02X", octet & 0xFF));
            }
        }
        return out.toString();
    }

    /** Characters beyond these, and the backslash, become {@code \x}{@code {HEX}} (RFC 6533 section 3). */
    static String ofUtf8Address(String address) {
        StringBuilder out = new StringBuilder(address.length());
        address.codePoints().forEach(c -> {
            if (c > ' ' && c < 0x7F && c != '+' && c != '=' && c != '\\') {
                out.append((char) c);
            } else {
                out.append(String.format(Locale.ROOT, "\\x{%02X}", c));
            }
        });
        return out.toString();
    }
}
