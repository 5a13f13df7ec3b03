package dev.twotick.benchmarks.receipts;

import dev.twotick.confirmation.TokenKeys;
import dev.twotick.letter.LetterId;
import dev.twotick.testkit.Action;
import dev.twotick.testkit.ReceiptFactory;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Forged bounces that keep coming into the mailbox, 100,000 an hour, each with a token that another key signed. */
final class Flood implements AutoCloseable {
    static final int AN_HOUR = 100_000;

    private final TokenKeys foreign = TokenKeys.ephemeral(new SecureRandom());
    private final Random random = new Random(1);
    private final ReceiptFactory reports = new ReceiptFactory("mx.dest.test", InstantSource.system());
    private final Session session = Session.getInstance(new Properties());
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final LongAdder forgeries = new LongAdder();
    private final Store store;
    private final Folder inbox;
    private final ScheduledFuture<?> flow;

    Flood(int port) throws MessagingException {
        store = session.getStore("imap");
        store.connect("127.0.0.1", port, PrivateDovecot.USER, PrivateDovecot.PASSWORD);
        inbox = store.getFolder("INBOX");
        long pause = TimeUnit.HOURS.toMicros(1) / AN_HOUR;
        flow = clock.scheduleAtFixedRate(this::append, 0, pause, TimeUnit.MICROSECONDS);
    }

    private void append() {
        try {
            inbox.appendMessages(new Message[] {new MimeMessage(session, new ByteArrayInputStream(forged()))});
            forgeries.increment();
        } catch (MessagingException e) {
            throw new IllegalStateException("the flood dried up", e);
        }
    }

    private byte[] forged() {
        Instant now = Instant.now();
        String token = foreign.issue(LetterId.create(now, random), 1, "ann@dest.test", now)
                .text();
        int at = PrivateDovecot.USER.indexOf('@');
        return reports.deliveryReport()
                .to(PrivateDovecot.USER.substring(0, at) + "+" + token + PrivateDovecot.USER.substring(at))
                .envelopeId(token)
                .about("ann@dest.test", Action.FAILED)
                .bytes();
    }

    long forgeries() {
        return forgeries.sum();
    }

    @Override
    public void close() throws MessagingException {
        boolean dry = flow.isDone();
        clock.shutdownNow();
        store.close();
        if (dry) {
            throw new IllegalStateException("the flood dried up");
        }
    }
}
