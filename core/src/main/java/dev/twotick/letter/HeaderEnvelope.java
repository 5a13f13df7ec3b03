package dev.twotick.letter;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads from the header fields who a message is from and to whom it goes. */
final class HeaderEnvelope {
    private final MessageBytes message;

    HeaderEnvelope(MessageBytes message) {
        this.message = message;
        for (MessageBytes.Field field : message.fields()) {
            // From and To are then those of the first sending, and of several resendings no field tells which is meant
            if (field.name().toLowerCase(Locale.ROOT).startsWith("resent-")) {
                throw new InvalidLetterException(
                        field.name(),
                        "the message was sent again (RFC 5322 section 3.6.6), so its headers do not tell the envelope;"
                                + " name it with Letter.raw(bytes, envelope) or Letter.of(message, envelope)");
            }
        }
    }

    Envelope read() {
        EmailAddress sender = sender();
        List<EmailAddress> recipients = new ArrayList<>();
        for (String field : List.of("To", "Cc", "Bcc")) {
            recipients.addAll(addresses(field));
        }
        return new Envelope(sender, recipients);
    }

    EmailAddress sender() {
        List<EmailAddress> authors = addresses("Sender");
        if (authors.isEmpty()) {
            authors = addresses("From");
        }
        if (authors.isEmpty()) {
            throw new InvalidLetterException("From", "the field is missing (RFC 5322 section 3.6)");
        }
        return authors.get(0);
    }

    private List<EmailAddress> addresses(String name) {
        List<EmailAddress> found = new ArrayList<>();
        for (MessageBytes.Field field : message.fields()) {
            if (field.is(name)) {
                addAddresses(found, name, field.value());
            }
        }
        return found;
    }

    /** Groups are resolved to their members. */
    private static void addAddresses(List<EmailAddress> found, String field, String value) {
        try {
            for (InternetAddress address : InternetAddress.parseHeader(value, true)) {
                if (address.isGroup()) {
                    for (InternetAddress member : address.getGroup(true)) {
                        found.add(EmailAddress.of(field, member.getAddress()));
                    }
                } else {
                    found.add(EmailAddress.of(field, address.getAddress()));
                }
            }
        } catch (AddressException e) {
            throw new InvalidLetterException(
                    field, Printable.quoted(value) + " is not an address list: " + e.getMessage());
        }
    }
}
