package dev.twotick.benchmarks.submission;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;

/** Angus Mail as it is used: a fresh message each time, over one connection that is kept or over a new one. */
final class AngusContender implements Contender {
    private final boolean keepConnection;
    private final Session session;
    private final String text;

    AngusContender(Target target, boolean keepConnection) {
        this.keepConnection = keepConnection;
        session = Session.getInstance(target.properties());
        text = target.text();
    }

    @Override
    public Lane open() throws MessagingException {
        if (!keepConnection) {
            return () -> {
                Transport.send(message(session, text));
                return 1;
            };
        }
        Transport transport = session.getTransport();
        transport.connect();
        return new Lane() {
            @Override
            public int send() throws MessagingException {
                MimeMessage message = message(session, text);
                message.saveChanges();
                transport.sendMessage(message, message.getAllRecipients());
                return 1;
            }

            @Override
            public void close() throws MessagingException {
                transport.close();
            }
        };
    }

    static MimeMessage message(Session session, String text) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(Target.FROM));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(Target.TO));
        message.setSubject("Invoice 4711");
        message.setText(text, "utf-8");
        return message;
    }
}
