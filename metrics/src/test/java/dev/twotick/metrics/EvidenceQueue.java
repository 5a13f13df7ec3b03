package dev.twotick.metrics;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceDesk;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;

/** Brings the claims that it is given, in their order. */
final class EvidenceQueue implements DeliveryConfirmation {
    private final LinkedBlockingQueue<Claim> claims = new LinkedBlockingQueue<>();

    void bring(Claim claim) {
        claims.add(claim);
    }

    @Override
    public String name() {
        return "queue";
    }

    @Override
    public void collect(EvidenceDesk desk) throws InterruptedException {
        desk.file(claims.take());
    }

    @Override
    public void awaitNews(Duration atMost) {
        // collect waits itself
    }

    @Override
    public void close() {
        // the engine interrupts
    }
}
