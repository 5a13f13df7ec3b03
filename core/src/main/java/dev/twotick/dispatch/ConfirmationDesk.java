package dev.twotick.dispatch;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.confirmation.Trust;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.SubmissionState;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what one source of evidence brings: matches, grades, records, and settles doubts by it. A claim that matches
 * nothing is kept and changes nothing. Thread-safe.
 */
final class ConfirmationDesk implements EvidenceDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ConfirmationDesk.class);

    /** Claims recorded in one durable step: others wait for the outbox meanwhile. */
    private static final int CHUNK = 500;

    private final Ledger ledger;
    private final TokenKeys keys;
    private final DeliveryConfirmation source;
    private final LetterShelf.Failures failures = new LetterShelf.Failures();
    private final UnmatchedQuota quota = new UnmatchedQuota();

    ConfirmationDesk(Ledger ledger, TokenKeys keys, DeliveryConfirmation source) {
        this.ledger = ledger;
        this.keys = keys;
        this.source = source;
    }

    /** A claim that matched, and the evidence that it became. */
    private record Matched(Claim claim, Matcher.Match match, Evidence evidence) {}

    DeliveryConfirmation source() {
        return source;
    }

    /** Reads the source once. */
    void collect() throws IOException, InterruptedException {
        source.collect(this);
    }

    @Override
    public Trust file(Claim claim) {
        return fileAll(List.of(claim)).get(0);
    }

    @Override
    public List<Trust> fileAll(List<Claim> claims) {
        Instant now = now();
        LetterShelf shelf = new LetterShelf(ledger.outbox(), failures);
        Matcher matcher = new Matcher(shelf, keys, now);
        List<Trust> grades = new ArrayList<>();
        for (int from = 0; from < claims.size(); from += CHUNK) {
            List<Matched> matched = new ArrayList<>();
            for (Claim claim : claims.subList(from, Math.min(claims.size(), from + CHUNK))) {
                Optional<Matched> found = match(claim, matcher, now);
                found.ifPresent(matched::add);
                grades.add(found.map(one -> one.match().trust()).orElse(Trust.NONE));
            }
            record(matched, shelf, now);
        }
        return grades;
    }

    private Optional<Matched> match(Claim claim, Matcher matcher, Instant now) {
        try {
            Optional<Matcher.Match> match = matcher.match(claim);
            if (match.isEmpty()) {
                passOver(claim, matcher, now);
            }
            return match.map(found -> new Matched(claim, found, evidence(claim, found, now)));
        } catch (UnreadableLetterException e) {
            keep(claim, "is about a letter that is damaged", now);
            return Optional.empty();
        }
    }

    private void passOver(Claim claim, Matcher matcher, Instant now) {
        if (!claim.aboutAnyMail()) {
            String why = matcher.purged(claim)
                    .map(letter -> "is about letter " + letter + ", which was purged")
                    .orElse("matched no letter");
            keep(claim, why, now);
        }
    }

    private void keep(Claim claim, String why, Instant now) {
        switch (quota.next(now)) {
            case KEPT -> {
                if (ledger.outbox().keepUnmatched(claim, now)) {
                    LOG.info("a receipt ({}) {}; it is kept and changes nothing", claim.source(), why);
                    ledger.listeners().unmatched(claim);
                }
            }
            case FIRST_DROPPED ->
                LOG.warn(
                        "{}: more than {} receipts an hour match no letter; the others of this hour are not kept",
                        source.name(),
                        UnmatchedQuota.MOST);
            case DROPPED -> LOG.debug("a receipt ({}) {}; it is not kept", claim.source(), why);
        }
    }

    private static Evidence evidence(Claim claim, Matcher.Match match, Instant now) {
        return new Evidence(
                claim.id(),
                match.id(),
                match.recipient(),
                match.level(),
                claim.source(),
                match.trust(),
                now,
                claim.reporter(),
                claim.status(),
                claim.diagnostic(),
                claim.location());
    }

    /** What is damaged must not undo what is well: after a failure each is recorded alone. */
    private void record(List<Matched> matched, LetterShelf shelf, Instant now) {
        if (matched.isEmpty()) {
            return;
        }
        try {
            tell(ledger.outbox()
                    .addEvidence(matched.stream().map(Matched::evidence).toList()));
            matched.forEach(this::settle);
            matched.forEach(one -> shelf.well(one.match().id()));
        } catch (OutboxException e) {
            if (matched.size() > 1) {
                matched.forEach(one -> record(List.of(one), shelf, now));
            } else {
                putAside(matched.get(0), shelf.judged(matched.get(0).match().id(), e), now);
            }
        }
    }

    private void putAside(Matched matched, UnreadableLetterException reason, Instant now) {
        LOG.debug("evidence is put aside", reason);
        keep(matched.claim(), "is about a letter that is damaged", now);
    }

    private void tell(List<Event> events) {
        for (Event event : events) {
            LOG.info(
                    "letter {}: {} by {} ({})",
                    event.letter(),
                    event.fact(Fact.LEVEL).orElse(""),
                    event.fact(Fact.SOURCE).orElse(""),
                    event.fact(Fact.TRUST).orElse(""));
        }
        ledger.listeners().events(events);
    }

    private void settle(Matched matched) {
        Matcher.Match match = matched.match();
        boolean open = match.letter().recipient(match.recipient()).submission() != SubmissionState.SUBMITTED;
        if (open && matched.evidence().provesSubmission()) {
            Map<Fact, String> facts = new EnumMap<>(Fact.class);
            facts.put(Fact.REASON, "proven by a receipt (" + matched.claim().source() + ")");
            if (match.trust() == Trust.VERIFIED) {
                matched.claim().queueId().ifPresent(queueId -> facts.put(Fact.QUEUE_ID, queueId));
            }
            ledger.settleAsSubmitted(match.id(), match.recipient(), facts);
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
