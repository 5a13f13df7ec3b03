package dev.twotick.benchmarks.wholeway;

import dev.twotick.benchmarks.table.Options;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.LongAdder;

/**
 * How the peers send ready bytes: at their best, over connections that Angus Mail keeps open, at most eight of them; or as its
 * documentation shows, by {@link Transport#send}, which opens a connection for each letter. Thread-safe.
 */
final class AngusCarrier {
    /** The option that chooses {@link Transport#send}. */
    static final String AS_DOCUMENTED = "as-documented";

    private static final int CONNECTIONS = 8;

    private final Session session;
    private final boolean asDocumented;
    private final BlockingDeque<Transport> idle = new LinkedBlockingDeque<>();
    private final LongAdder taken = new LongAdder();

    AngusCarrier(Options options) throws MessagingException {
        session = LetterText.session(options.number("port", 0));
        asDocumented = options.text(AS_DOCUMENTED, "").equals("true");
        for (int i = 0; i < CONNECTIONS && !asDocumented; i++) {
            Transport transport = session.getTransport();
            transport.connect();
            idle.add(transport);
        }
    }

    void carry(String letter) {
        try {
            byte[] bytes = letter.getBytes(StandardCharsets.US_ASCII);
            MimeMessage message = new MimeMessage(session, new ByteArrayInputStream(bytes));
            if (asDocumented) {
                Transport.send(message);
            } else {
                sendOnKept(message);
            }
            taken.increment();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void sendOnKept(MimeMessage message) throws MessagingException, InterruptedException {
        Transport transport = idle.takeFirst();
        try {
            send(transport, message);
        } finally {
            idle.addFirst(transport);
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
