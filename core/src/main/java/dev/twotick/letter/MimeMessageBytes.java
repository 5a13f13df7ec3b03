package dev.twotick.letter;

import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePartDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.regex.Pattern;

/**
 * Writes a message of Jakarta Mail, which takes header values as they are given to it. So the headers of every part are
 * checked for line breaks that begin a field of somebody else's.
 */
final class MimeMessageBytes {
    private static final Pattern FOLD = Pattern.compile("\r?\n[ \t]");
    private static final Pattern BREAK = Pattern.compile("[\r\n\0]");

    private MimeMessageBytes() {}

    static MessageBytes of(MimeMessage message) {
        try {
            boolean ownMessageId = message.getMessageID() != null;
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            // saveChanges gives a message without one a Message-ID of its own, which would carry no token
            message.writeTo(out, ownMessageId ? new String[0] : new String[] {"Message-ID"});
            // only now, since writing sets the headers of the parts
            checkHeaders(message);
            return MessageBytes.scan(MessageBytes.canonical(out.toByteArray()));
        } catch (MessagingException | IOException e) {
            throw new InvalidLetterException("content", "the message cannot be written: " + e.getMessage());
        }
    }

    private static void checkHeaders(Part part) throws MessagingException, IOException {
        for (Header header : Collections.list(part.getAllHeaders())) {
            checkHeader(header.getName(), header.getValue());
        }
        // what was parsed is written as it was read, and had its line breaks then
        if (part.getDataHandler().getDataSource() instanceof MimePartDataSource) {
            return;
        }
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                checkHeaders(parts.getBodyPart(i));
            }
        } else if (part.isMimeType("message/rfc822") && part.getContent() instanceof Part enclosed) {
            checkHeaders(enclosed);
        }
    }

    /** A value may be folded (RFC 5322 section 2.2.3), but a line break that starts a new field is an injection. */
    private static void checkHeader(String name, String value) {
        boolean clean = !BREAK.matcher(name).find()
                && !BREAK.matcher(FOLD.matcher(value).replaceAll("")).find();
        if (!clean) {
            throw new InvalidLetterException(
                    Printable.of(name, 76), "has a line break or NUL in its value; take it out");
        }
    }
}
