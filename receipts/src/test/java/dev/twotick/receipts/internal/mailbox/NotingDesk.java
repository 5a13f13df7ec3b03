package dev.twotick.receipts.internal.mailbox;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.Trust;
import dev.twotick.testkit.SettableClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps in memory what is handed in, and refuses claims while told to. */
final class NotingDesk implements EvidenceDesk {
    final List<Claim> claims = new CopyOnWriteArrayList<>();
    final Map<String, String> places = new ConcurrentHashMap<>();
    final SettableClock clock = new SettableClock();
    volatile boolean broken;

    @Override
    public Trust file(Claim claim) {
        if (broken) {
            throw new IllegalStateException("the outbox is away");
        }
        claims.add(claim);
        return Trust.NONE;
    }

    @Override
    public Optional<String> watermark(String place) {
        return Optional.ofNullable(places.get(place));
    }

    @Override
    public void advance(String place, String watermark) {
        places.put(place, watermark);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    List<String> finalRecipients() {
        return claims.stream().map(claim -> claim.finalRecipient().orElse("")).toList();
    }
}
