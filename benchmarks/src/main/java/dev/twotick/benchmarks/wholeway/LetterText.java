package dev.twotick.benchmarks.wholeway;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Envelope;
import dev.twotick.letter.Letter;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/** The letter that everybody sends: 2 KB in all, to one recipient. */
final class LetterText {
    static final String FROM = "billing@corp.test";
    static final String TO = "ann@dest.test";
    static final int SIZE = 2048;

    private static final String SUBJECT = "Invoice 4711";
    private static final String LINE = "Dear Ann, this invoice is due on Friday; please look at it today.\r\n";

    private LetterText() {}

    /** As RFC 5322 has it, without Date and Message-ID. */
    static String rendered() {
        String header = "From: " + FROM + "\r\nTo: " + TO + "\r\nSubject: " + SUBJECT
                + "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
        return header + text(SIZE - header.length());
    }

    private static String text(int size) {
        return LINE.repeat(size / LINE.length()) + ".".repeat(size % LINE.length());
    }

    static Letter letter() {
        return Letter.raw(
                rendered().getBytes(StandardCharsets.US_ASCII),
                new Envelope(EmailAddress.of(FROM), List.of(EmailAddress.of(TO))));
    }

    /** A message as an application makes one for each letter. */
    static MimeMessage message(Session session) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(FROM));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(TO));
        message.setSubject(SUBJECT);
        message.setText(text(SIZE), "utf-8");
        return message;
    }

    static Session session(int port) {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", "smtp");
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", Integer.toString(port));
        properties.setProperty("mail.smtp.localhost", "client.test");
        return Session.getInstance(properties);
    }
}
