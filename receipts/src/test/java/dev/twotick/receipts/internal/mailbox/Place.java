package dev.twotick.receipts.internal.mailbox;

import static org.awaitility.Awaitility.await;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.receipts.ReceiptParser;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A place that mails are handed to; its border host is {@code mx.reader.example}. */
final class Place implements DeliveryConfirmation {
    private final ReceiptParser parser = new ReceiptParser();
    private final ReceiptClaims claims =
            new ReceiptClaims(new ReporterAlignment(Optional.of("mx.reader.example"), Set.of()));
    private final Queue<byte[]> mails = new ConcurrentLinkedQueue<>();
    private final Semaphore news = new Semaphore(0);
    private final AtomicInteger read = new AtomicInteger();

    void bring(List<byte[]> some) {
        int before = read.get();
        mails.addAll(some);
        news.release();
        await().atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> read.get() == before + some.size());
    }

    @Override
    public String name() {
        return "place";
    }

    @Override
    public void collect(EvidenceDesk desk) {
        for (byte[] mail = mails.poll(); mail != null; mail = mails.poll()) {
            desk.fileAll(claims.of(parser.parse(mail), "here"));
            read.incrementAndGet();
        }
    }

    @Override
    public void awaitNews(Duration atMost) throws InterruptedException {
        news.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        news.release();
    }
}
