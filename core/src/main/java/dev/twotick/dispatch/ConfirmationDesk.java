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
import java.time.Duration;
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
 * nothing is kept and changes nothing; one that may have come too early is tried again first. Thread-safe.
 */
final class ConfirmationDesk implements EvidenceDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ConfirmationDesk.class);

    /** Claims recorded in one durable step: others wait for the outbox meanwhile. */
    private static final int CHUNK = 500;

    private final Ledger ledger;
    private final TokenKeys keys;
    private final DeliveryConfirmation source;
    private final LetterShelf.Failures failures = new LetterShelf.Failures();
    private final UnmatchedQuota unmatched = new UnmatchedQuota();

    /** Of its own, so that no flood of what matches nothing uses it up. */
    private final UnmatchedQuota damaged = new UnmatchedQuota();

    private final EarlyClaims early = new EarlyClaims();

    ConfirmationDesk(Ledger ledger, TokenKeys keys, DeliveryConfirmation source) {
        this.ledger = ledger;
        this.keys = keys;
        this.source = source;
    }

    /** A claim that matched, and the evidence that it became. */
    private record Matched(Claim claim, Matcher.Match match, Evidence evidence) {}

    /** What some claims came to: the evidence to record, and the ids of all that do not wait any longer. */
    private record Sorted(List<Matched> matched, List<String> settled) {}

    DeliveryConfirmation source() {
        return source;
    }

    /** Tries again what came too early, and reads the source once. */
    void collect() throws IOException, InterruptedException {
        fileAll(early.due(now()));
        early.passed().forEach(this::keep);
        source.collect(this);
    }

    /** How long may be waited for news. */
    Duration patience(Duration poll) {
        return early.isEmpty() || poll.compareTo(EarlyClaims.PAUSE) < 0 ? poll : EarlyClaims.PAUSE;
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
            Sorted sorted = new Sorted(new ArrayList<>(), new ArrayList<>());
            for (Claim claim : claims.subList(from, Math.min(claims.size(), from + CHUNK))) {
                grades.add(sort(claim, matcher, now, sorted));
            }
            record(sorted.matched(), shelf, now);
            early.settled(sorted.settled());
        }
        return grades;
    }

    private Trust sort(Claim claim, Matcher matcher, Instant now, Sorted sorted) {
        try {
            Optional<Matcher.Match> match = matcher.match(claim);
            Trust trust = match.map(Matcher.Match::trust).orElse(Trust.NONE);
            if (!trust.counts() && early.holds(claim, now)) {
                return trust;
            }
            match.ifPresentOrElse(
                    found -> sorted.matched().add(new Matched(claim, found, evidence(claim, found, now))),
                    () -> passOver(claim, matcher, now));
            sorted.settled().add(claim.id());
            return trust;
        } catch (UnreadableLetterException e) {
            keepOfDamaged(claim, e, now);
            sorted.settled().add(claim.id());
            return Trust.NONE;
        }
    }

    private void passOver(Claim claim, Matcher matcher, Instant now) {
        if (!claim.aboutAnyMail()) {
            String why = matcher.purged(claim)
                    .map(letter -> "is about letter " + letter + ", which was purged")
                    .orElse("matched no letter");
            keep(claim, why, unmatched, now);
        }
    }

    private void keepOfDamaged(Claim claim, UnreadableLetterException reason, Instant now) {
        LOG.debug("evidence is put aside", reason);
        keep(claim, "is about a letter that is damaged", damaged, now);
    }

    private void keep(Claim claim, String why, UnmatchedQuota quota, Instant now) {
        switch (quota.next(now)) {
            case KEPT -> {
                if (ledger.outbox().keepUnmatched(claim, now)) {
                    LOG.info("a receipt ({}) {}; it is kept and changes nothing", claim.source(), why);
                    ledger.listeners().unmatched(claim);
                }
            }
            case FIRST_DROPPED ->
                LOG.warn(
                        "{}: more than {} receipts an hour match no letter, or a damaged one; the others of this hour are"
                                + " not kept",
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
                claim.location(),
                claim.reason());
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
                Matched one = matched.get(0);
                keepOfDamaged(one.claim(), shelf.judged(one.match().id(), e), now);
            }
        }
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
        return early.latest(place).or(() -> ledger.outbox().watermark(source.name() + "/" + place));
    }

    @Override
    public void advance(String place, String watermark) {
        if (early.passes(place, watermark)) {
            keep(place, watermark);
        }
    }

    private void keep(String place, String watermark) {
        ledger.outbox().watermark(source.name() + "/" + place, watermark);
    }

    @Override
    public Instant now() {
        return ledger.outbox().now();
    }
}
