package dev.twotick.dispatch;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.Trust;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Fact;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what one source of evidence brings: matches, grades, records, and settles doubts by it. A claim that matches
 * nothing is kept and changes nothing.
 */
final class ConfirmationDesk implements EvidenceDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ConfirmationDesk.class);

    private final Ledger ledger;
    private final Matcher matcher;
    private final DeliveryConfirmation source;

    ConfirmationDesk(Ledger ledger, Matcher matcher, DeliveryConfirmation source) {
        this.ledger = ledger;
        this.matcher = matcher;
        this.source = source;
    }

    DeliveryConfirmation source() {
        return source;
    }

    /** Reads the source once. */
    void collect() throws IOException, InterruptedException {
        source.collect(this);
    }

    @Override
    public Trust file(Claim claim) {
        Instant now = now();
        Optional<Matcher.Match> match = matcher.match(claim, now);
        if (match.isEmpty()) {
            if (ledger.outbox().keepUnmatched(claim, now)) {
                LOG.info("a receipt ({}) matched no letter; it is kept and changes nothing", claim.source());
                ledger.listeners().unmatched(claim);
            }
            return Trust.NONE;
        }
        record(claim, match.get(), now);
        return match.get().trust();
    }

    private void record(Claim claim, Matcher.Match match, Instant now) {
        Evidence evidence = new Evidence(
                claim.id(),
                match.letter().id(),
                match.recipient(),
                claim.level(),
                claim.source(),
                match.trust(),
                now,
                claim.reporter(),
                claim.status(),
                claim.diagnostic(),
                claim.location());
        List<Event> events = ledger.outbox().addEvidence(evidence);
        if (!events.isEmpty()) {
            LOG.info(
                    "letter {}: {} by {} ({})",
                    evidence.letter(),
                    evidence.level(),
                    evidence.source(),
                    evidence.trust());
            ledger.listeners().events(events);
        }
        if (evidence.provesSubmission()) {
            ledger.settleAsSubmitted(
                    evidence.letter(),
                    evidence.recipient(),
                    Map.of(Fact.REASON, "proven by a receipt (" + evidence.source() + ")"));
        }
    }

    @Override
    public Optional<String> watermark(String place) {
        return ledger.outbox().watermark(source.name() + "/" + place);
    }

    @Override
    public void advance(String place, String watermark) {
        ledger.outbox().watermark(source.name() + "/" + place, watermark);
    }

    @Override
    public Instant now() {
        return ledger.outbox().now();
    }
}
