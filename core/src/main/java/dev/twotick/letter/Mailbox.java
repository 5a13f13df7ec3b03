package dev.twotick.letter;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One address as a caller names it, with or without a display name.
 *
 * @param address for the envelope, as it was written
 * @param header for the header, where a domain beyond ASCII is written in A-labels as long as the local part does not need
 *     SMTPUTF8 anyway: so any relay can take the letter
 */
record Mailbox(EmailAddress address, InternetAddress header) {
    static Mailbox parse(String field, String text) {
        try {
            InternetAddress[] parsed = InternetAddress.parse(text, true);
            if (parsed.length != 1 || parsed[0].isGroup()) {
                throw new InvalidLetterException(field, Printable.quoted(text) + " must be exactly one address");
            }
            return of(EmailAddress.of(field, parsed[0].getAddress()), parsed[0].getPersonal());
        } catch (AddressException e) {
            // Jakarta Mail does not take every address that RFC 6531 allows; a bare address needs no parser
            return of(EmailAddress.of(field, text), null);
        }
    }

    private static Mailbox of(EmailAddress address, @Nullable String name) {
        try {
            InternetAddress header = new InternetAddress();
            header.setAddress(
                    address.needsSmtpUtf8() ? address.value() : address.localPart() + "@" + address.asciiDomain());
            header.setPersonal(name, StandardCharsets.UTF_8.name());
            return new Mailbox(address, header);
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java platform has UTF-8", e);
        }
    }
}
