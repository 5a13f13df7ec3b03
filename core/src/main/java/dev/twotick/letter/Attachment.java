package dev.twotick.letter;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.ParameterList;
import jakarta.mail.util.ByteArrayDataSource;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One attached or embedded file.
 *
 * @param name the file name, or the Content-ID of an inline image
 * @param source its content and content type
 * @param encoding the Content-Transfer-Encoding
 * @param utf8 whether it is text in UTF-8, so that its charset can be told
 */
record Attachment(String name, ByteArrayDataSource source, String encoding, boolean utf8) {
    /** More no common file system allows, and in RFC 2231 it still fits one line. */
    private static final int MAX_NAME_OCTETS = 255;

    static Attachment of(String field, String name, String contentType, byte[] bytes) {
        if (name.isBlank() || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_OCTETS) {
            throw new InvalidLetterException(
                    field + " name", "is empty or has more than " + MAX_NAME_OCTETS + " octets in UTF-8");
        }
        if (!contentType.matches("[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}")) {
            throw new InvalidLetterException(
                    field + " content type", Printable.quoted(contentType) + " is not of the form type/subtype");
        }
        return new Attachment(
                name,
                new ByteArrayDataSource(bytes.clone(), contentType),
                encodingOf(contentType, bytes),
                contentType.toLowerCase(Locale.ROOT).startsWith("text/") && isUtf8(bytes));
    }

    static String typeOf(String file) {
        String type = URLConnection.guessContentTypeFromName(file);
        return type == null ? "application/octet-stream" : type;
    }

    /** RFC 2046 section 5.2 forbids to encode a message within a message. */
    private static String encodingOf(String contentType, byte[] bytes) {
        if (!contentType.toLowerCase(Locale.ROOT).startsWith("message/")) {
            return "base64";
        }
        for (byte b : bytes) {
            if (b < 0) {
                return "8bit";
            }
        }
        return "7bit";
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    MimeBodyPart attached() throws MessagingException {
        MimeBodyPart part = part();
        part.setHeader("Content-Disposition", new ContentDisposition(Part.ATTACHMENT, named("filename")).toString());
        // older readers look here for the name
        ContentType type = new ContentType(source.getContentType());
        type.setParameterList(named("name"));
        if (utf8) {
            type.setParameter("charset", "utf-8");
        }
        part.setHeader("Content-Type", type.toString());
        return part;
    }

    MimeBodyPart inline() throws MessagingException {
        MimeBodyPart part = part();
        part.setContentID("<" + name + ">");
        part.setDisposition(Part.INLINE);
        return part;
    }

    private MimeBodyPart part() throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(source));
        part.setHeader("Content-Transfer-Encoding", encoding);
        return part;
    }

    /** A parameter of RFC 2231. */
    private ParameterList named(String parameter) {
        ParameterList parameters = new ParameterList();
        parameters.set(parameter, name, StandardCharsets.UTF_8.name());
        return parameters;
    }
}
