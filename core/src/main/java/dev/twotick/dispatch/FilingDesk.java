package dev.twotick.dispatch;

import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Transition;
import dev.twotick.sentstore.Filing;
import dev.twotick.sentstore.SentCopy;
import dev.twotick.sentstore.SentStore;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files the Sent copies that are due. Whatever happens here, no submission is touched. */
final class FilingDesk implements Clerk {
    private static final Logger LOG = LoggerFactory.getLogger(FilingDesk.class);
    private static final int BATCH = 4;

    private final Ledger ledger;
    private final SentStore store;
    private final LeaseKeeper leases;
    private final EngineOptions options;
    private final RetrySchedule schedule;

    FilingDesk(Ledger ledger, SentStore store, LeaseKeeper leases, EngineOptions options, RetrySchedule schedule) {
        this.leases = leases;
        this.ledger = ledger;
        this.store = store;
        this.options = options;
        this.schedule = schedule;
    }

    @Override
    public String name() {
        return "filing";
    }

    @Override
    public int work() {
        if (!ledger.mayBegin()) {
            return 0;
        }
        long mark = leases.mark();
        List<Lease> due =
                ledger.outbox().lease(Desk.FILING, BATCH, 1, options.pace().leaseTtl());
        due.forEach(lease -> leases.keep(lease, mark));
        due.forEach(this::work);
        return due.size();
    }

    /** What cannot be filed is left to its lease; kept, it would be renewed and never be filed. */
    private void work(Lease lease) {
        try {
            ledger.record(lease, List.of(file(lease)));
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "letter {}: filing its Sent copy broke; it is tried again when its lease is over",
                    lease.letter().id(),
                    e);
            leases.drop(lease);
        }
    }

    private Transition file(Lease lease) {
        SealedLetter letter = lease.letter();
        Filing filing;
        try {
            filing = store.file(
                    new SentCopy(letter.messageId(), letter.acceptedAt(), letter.wire(), letter.bccFields()));
        } catch (RuntimeException | Error e) {
            LOG.warn("letter {}: filing its Sent copy failed; it is tried again", letter.id(), e);
            filing = new Filing.Postponed("the Sent store failed: " + e);
        }
        if (filing instanceof Filing.Filed filed) {
            return done(EventType.COPY_FILED, filed.folder(), filed.uidValidity(), filed.uid());
        }
        if (filing instanceof Filing.Found found) {
            return done(EventType.COPY_FOUND, found.folder(), found.uidValidity(), found.uid());
        }
        if (filing instanceof Filing.Skipped skipped) {
            return Transition.to(Item.SENT_COPY, EventType.COPY_SKIPPED, Map.of(Fact.REASON, skipped.reason()));
        }
        if (filing instanceof Filing.Failed failed) {
            return Transition.to(Item.SENT_COPY, EventType.COPY_FAILED, Map.of(Fact.REASON, failed.reason()));
        }
        return postponed(lease, ((Filing.Postponed) filing).reason());
    }

    private static Transition done(EventType type, String folder, OptionalLong uidValidity, OptionalLong uid) {
        Map<Fact, String> facts = new EnumMap<>(Fact.class);
        facts.put(Fact.FOLDER, folder);
        uidValidity.ifPresent(number -> facts.put(Fact.UID_VALIDITY, "" + number));
        uid.ifPresent(number -> facts.put(Fact.UID, "" + number));
        return Transition.to(Item.SENT_COPY, type, facts);
    }

    private Transition postponed(Lease lease, String reason) {
        Duration age = Duration.between(lease.letter().acceptedAt(), lease.takenAt());
        if (age.compareTo(options.retries().lifetime()) > 0) {
            return Transition.to(Item.SENT_COPY, EventType.COPY_FAILED, Map.of(Fact.REASON, "given up: " + reason));
        }
        Duration pause = schedule.after(lease.items().get(0).attempts());
        return Transition.to(Item.SENT_COPY, EventType.COPY_POSTPONED, pause, Map.of(Fact.REASON, reason));
    }
}
