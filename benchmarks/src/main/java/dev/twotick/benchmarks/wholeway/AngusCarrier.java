package dev.twotick.benchmarks.wholeway;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.LongAdder;

/** How the peers send: ready bytes over connections that Angus Mail keeps open, at most eight of them. Thread-safe. */
final class AngusCarrier {
    private static final int CONNECTIONS = 8;

    private final Session session;
    private final BlockingDeque<Transport> idle = new LinkedBlockingDeque<>();
    private final LongAdder taken = new LongAdder();

    AngusCarrier(int port) throws MessagingException {
        session = LetterText.session(port);
        for (int i = 0; i < CONNECTIONS; i++) {
            Transport transport = session.getTransport();
            transport.connect();
            idle.add(transport);
        }
    }

    void carry(String letter) {
        try {
            Transport transport = idle.takeFirst();
            try {
                byte[] bytes = letter.getBytes(StandardCharsets.US_ASCII);
                MimeMessage message = new MimeMessage(session, new ByteArrayInputStream(bytes));
                send(transport, message);
                taken.increment();
            } finally {
                idle.addFirst(transport);
            }
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The sink closes what was idle for long, as between rounds; to ask for that before each letter would cost a round trip. */
    private static void send(Transport transport, MimeMessage message) throws MessagingException {
        try {
            transport.sendMessage(message, message.getAllRecipients());
        } catch (MessagingException e) {
            transport.close();
            transport.connect();
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    long taken() {
        return taken.sum();
    }
}
