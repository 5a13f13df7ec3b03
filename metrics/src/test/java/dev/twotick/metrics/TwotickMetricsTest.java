package dev.twotick.metrics;

import static dev.twotick.metrics.TwotickMeter.CONFIRMATIONS;
import static dev.twotick.metrics.TwotickMeter.CONFIRMATION_DELAY;
import static dev.twotick.metrics.TwotickMeter.DEADLINES_MISSED;
import static dev.twotick.metrics.TwotickMeter.ENGINE_TROUBLE;
import static dev.twotick.metrics.TwotickMeter.HELD;
import static dev.twotick.metrics.TwotickMeter.IN_DOUBT;
import static dev.twotick.metrics.TwotickMeter.OVERDUE;
import static dev.twotick.metrics.TwotickMeter.QUEUED;
import static dev.twotick.metrics.TwotickMeter.RECEIPTS_UNMATCHED;
import static dev.twotick.metrics.TwotickMeter.RELAY_HOLDS;
import static dev.twotick.metrics.TwotickMeter.SENT_COPIES;
import static dev.twotick.metrics.TwotickMeter.SUBMISSIONS;
import static dev.twotick.metrics.TwotickMeter.SUBMISSION_DURATION;
import static dev.twotick.metrics.TwotickMeter.UNCONFIRMED;
import static dev.twotick.metrics.TwotickMeter.UNCONFIRMED_OLDEST_AGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.Twotick;
import dev.twotick.TwotickBuilder;
import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.letter.OnDoubt;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.testkit.MemorySentStore;
import dev.twotick.testkit.RecordingTransport;
import dev.twotick.testkit.SettableClock;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TwotickMetricsTest {
    private static final RecipientOutcome REFUSED = new RecipientOutcome.Rejected("no such user", Optional.empty());
    private static final RecipientOutcome SILENT = new RecipientOutcome.InDoubt("no reply to the last dot");
    private static final SubmissionOutcome LOGIN_REFUSED = new SubmissionOutcome.RelayUnusable(
            Phase.AUTH, "the password of app@corp.example was refused", Optional.empty());

    private final SettableClock clock = new SettableClock();
    private final MemoryOutbox outbox = new MemoryOutbox(clock);
    private final MockClock scrapes = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, scrapes);
    private final Figures figures = new Figures(registry);
    private final TwotickMetrics metrics = new TwotickMetrics(outbox);
    private final RecordingTransport relay = new RecordingTransport();
    private final EvidenceQueue receipts = new EvidenceQueue();
    private Optional<Twotick> running = Optional.empty();

    @AfterEach
    void stop() {
        running.ifPresent(Twotick::close);
    }

    private TwotickBuilder builder() {
        metrics.bindTo(registry);
        return Twotick.builder()
                .relay("main", relay)
                .outbox(outbox)
                .confirmation(receipts)
                .tokenKeys(TokenKeys.ephemeral(new SecureRandom()))
                .set("receipts.address", "bounces@corp.example")
                .set("dispatch.poll", "10ms")
                .listener(metrics);
    }

    private Twotick start() {
        return start(builder());
    }

    private Twotick start(TwotickBuilder builder) {
        Twotick twotick = builder.build();
        running = Optional.of(twotick);
        return twotick;
    }

    private static Letter letter(String... recipients) {
        return Letter.from("billing@corp.example")
                .to(recipients)
                .subject("Invoice 4711")
                .text("Dear Ann")
                .build();
    }

    private void submitted(Twotick twotick, Assurance assurance, String... recipients) {
        assertThat(twotick.send(letter(recipients), assurance).submitted())
                .succeedsWithin(5, TimeUnit.SECONDS)
                .matches(delivery -> delivery.submitted());
    }

    private Submission lastSubmission() {
        List<Submission> all = relay.crossed();
        return all.get(all.size() - 1);
    }

    private Claim claim(EvidenceLevel level, String source, String id) {
        return Claim.of(level, source, id)
                .envelopeId(lastSubmission().dsn().map(Submission.DsnRequest::envelopeId))
                .reporter(Optional.of("postmaster@mx.customer.example"))
                .diagnostic(Optional.of("smtp; 250 ok for ann@customer.example"))
                .build();
    }

    private void eventually(Runnable expectation) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(expectation::run);
    }

    /** Gauges are read anew, as by the next scrape. */
    private double scraped(TwotickMeter meter) {
        scrapes.add(Duration.ofSeconds(1));
        return figures.gauge(meter);
    }

    @Test
    void aLetterThatIsOnlySubmittedIsNotCountedAsConfirmed() {
        submitted(start(), Assurance.delivered(), "ann@customer.example");

        eventually(() -> {
            assertThat(figures.count(SUBMISSIONS, "relay", "main", "outcome", "submitted"))
                    .isEqualTo(1);
            assertThat(figures.count(CONFIRMATIONS)).isZero();
            assertThat(figures.times(CONFIRMATION_DELAY)).isZero();
            assertThat(scraped(UNCONFIRMED)).isEqualTo(1);
        });
    }

    @Test
    void evidenceIsCountedAsConfirmationAndNotAsSubmission() {
        submitted(start(), Assurance.delivered(), "ann@customer.example");
        clock.advance(Duration.ofMinutes(3));
        receipts.bring(claim(EvidenceLevel.DELIVERED, "dsn", "1"));

        eventually(() -> assertThat(
                        figures.count(CONFIRMATIONS, "level", "delivered", "source", "dsn", "trust", "plausible"))
                .isEqualTo(1));
        assertThat(figures.count(SUBMISSIONS)).isEqualTo(1);
        assertThat(scraped(UNCONFIRMED)).isZero();
    }

    @Test
    void theDelayRunsFromAcceptanceToTheEvidenceThatFirstReachedTheLevel() {
        submitted(start(), Assurance.delivered(), "ann@customer.example");
        clock.advance(Duration.ofMinutes(3));
        receipts.bring(claim(EvidenceLevel.DELIVERED, "dsn", "1"));
        eventually(() -> assertThat(figures.times(CONFIRMATION_DELAY)).isEqualTo(1));
        clock.advance(Duration.ofMinutes(3));
        receipts.bring(claim(EvidenceLevel.DELIVERED, "relay-log", "2"));
        eventually(() -> assertThat(figures.count(CONFIRMATIONS)).isEqualTo(2));

        assertThat(figures.timer(CONFIRMATION_DELAY, "level", "delivered")).hasValueSatisfying(delay -> {
            assertThat(delay.count()).isEqualTo(1);
            assertThat(delay.totalTime(TimeUnit.SECONDS)).isEqualTo(180);
        });
    }

    @Test
    void aBounceIsEvidenceWithoutADelay() {
        submitted(start(), Assurance.delivered(), "ann@customer.example");
        receipts.bring(claim(EvidenceLevel.BOUNCED, "dsn", "1"));

        eventually(() ->
                assertThat(figures.count(CONFIRMATIONS, "level", "bounced")).isEqualTo(1));
        assertThat(figures.times(CONFIRMATION_DELAY)).isZero();
    }

    @Test
    void eachRecipientIsCounted() {
        submitted(start(), Assurance.submitted(), "ann@customer.example", "bob@customer.example");

        eventually(() ->
                assertThat(figures.count(SUBMISSIONS, "outcome", "submitted")).isEqualTo(2));
        assertThat(figures.times(SUBMISSION_DURATION)).isEqualTo(1);
    }

    @Test
    void whatARelayAnswersIsAnOutcomeOfItsOwn() {
        relay.always("ann@customer.example", REFUSED);
        relay.always("bob@customer.example", new RecipientOutcome.Deferred("not now", Optional.empty()));
        Twotick twotick = start();
        twotick.send(letter("ann@customer.example"));
        twotick.send(letter("bob@customer.example"));

        eventually(() -> {
            assertThat(figures.count(SUBMISSIONS, "outcome", "rejected")).isEqualTo(1);
            assertThat(figures.count(SUBMISSIONS, "outcome", "deferred")).isEqualTo(1);
            assertThat(figures.count(SUBMISSIONS)).isEqualTo(2);
            assertThat(scraped(QUEUED)).isEqualTo(1);
        });
        assertThat(figures.times(SUBMISSION_DURATION, "relay", "main", "outcome", "answered"))
                .isEqualTo(2);
    }

    @Test
    void aDoubtIsNoSubmissionAndShowsWhileItLasts() {
        relay.nextAfter(SILENT);
        Twotick twotick = start();
        twotick.send(letter("ann@customer.example"), Assurance.submitted().onDoubt(OnDoubt.HOLD));

        eventually(() -> {
            assertThat(figures.count(SUBMISSIONS, "outcome", "in_doubt")).isEqualTo(1);
            assertThat(scraped(IN_DOUBT)).isEqualTo(1);
        });
        assertThat(figures.count(SUBMISSIONS, "outcome", "submitted")).isZero();

        eventually(() -> {
            // again and again, since a look that was under way plans the next one from the new time
            clock.advance(Duration.ofMinutes(5));
            assertThat(figures.count(SUBMISSIONS, "relay", "none", "outcome", "held"))
                    .isEqualTo(1);
            assertThat(scraped(HELD)).isEqualTo(1);
            assertThat(scraped(IN_DOUBT)).isZero();
        });
    }

    @Test
    void aSecondTryAfterADoubtIsCounted() {
        relay.nextAfter(SILENT);
        Twotick twotick = start();
        twotick.send(letter("ann@customer.example"), Assurance.submitted().onDoubt(OnDoubt.RETRY));

        eventually(() -> {
            assertThat(figures.count(SUBMISSIONS, "outcome", "retried")).isEqualTo(1);
            assertThat(figures.count(SUBMISSIONS, "outcome", "submitted")).isEqualTo(1);
        });
    }

    @Test
    void aRelayThatRefusesTheLoginIsCountedAsHeldAndTheLetterStaysQueued() {
        relay.next((submission, point) -> LOGIN_REFUSED);
        start().send(letter("ann@customer.example"));

        eventually(() -> {
            assertThat(figures.count(RELAY_HOLDS, "relay", "main")).isEqualTo(1);
            assertThat(figures.times(SUBMISSION_DURATION, "outcome", "unusable"))
                    .isEqualTo(1);
            assertThat(scraped(QUEUED)).isEqualTo(1);
        });
        assertThat(figures.count(SUBMISSIONS)).isZero();
    }

    @Test
    void aSubmissionThatIsBrokenOffHasItsOwnClass() {
        relay.next((submission, point) -> new SubmissionOutcome.Abandoned());
        start().send(letter("ann@customer.example"));

        eventually(() -> assertThat(figures.times(SUBMISSION_DURATION, "outcome", "abandoned"))
                .isEqualTo(1));
    }

    @Test
    void aMissedDeadlineIsCountedAndTheOldestUnconfirmedAges() {
        submitted(start(), Assurance.delivered().within(Duration.ofHours(4)), "ann@customer.example");
        clock.advance(Duration.ofMinutes(90));
        assertThat(scraped(UNCONFIRMED_OLDEST_AGE)).isEqualTo(5400);
        assertThat(scraped(OVERDUE)).isZero();

        clock.advance(Duration.ofHours(3));
        eventually(() -> {
            assertThat(figures.count(DEADLINES_MISSED)).isEqualTo(1);
            assertThat(scraped(OVERDUE)).isEqualTo(1);
            assertThat(scraped(UNCONFIRMED)).isEqualTo(1);
        });
        assertThat(figures.count(CONFIRMATIONS)).isZero();
    }

    @Test
    void aReceiptOfNoLetterIsCountedAsUnmatchedOnly() {
        start();
        receipts.bring(Claim.of(EvidenceLevel.BOUNCED, "bounce-text", "stray").build());

        eventually(() -> assertThat(figures.count(RECEIPTS_UNMATCHED, "source", "bounce-text"))
                .isEqualTo(1));
        assertThat(figures.count(CONFIRMATIONS)).isZero();
    }

    @Test
    void aSourceThatIsNotKnownIsOther() {
        submitted(start(), Assurance.delivered(), "ann@customer.example");
        receipts.bring(claim(EvidenceLevel.RELAYED, "hook of ann@customer.example", "1"));
        receipts.bring(
                Claim.of(EvidenceLevel.NOTED, "x-4711@corp.example", "stray").build());

        eventually(() -> {
            assertThat(figures.count(CONFIRMATIONS, "source", "other")).isEqualTo(1);
            assertThat(figures.count(RECEIPTS_UNMATCHED, "source", "other")).isEqualTo(1);
        });
    }

    @Test
    void sentCopiesAreCountedByOutcome() {
        submitted(start(builder().sentStore(new MemorySentStore())), Assurance.filed(), "ann@customer.example");

        eventually(
                () -> assertThat(figures.count(SENT_COPIES, "outcome", "filed")).isEqualTo(1));
    }

    @Test
    void noTagBearsAnythingOfALetter() {
        Twotick twotick = start(builder().sentStore(new MemorySentStore()));
        submitted(twotick, Assurance.delivered(), "ann@customer.example");
        relay.nextAfter(REFUSED);
        relay.nextAfter(SILENT);
        relay.next((submission, point) -> LOGIN_REFUSED);
        receipts.bring(claim(EvidenceLevel.DELIVERED, "hook of ann@customer.example", "1"));
        receipts.bring(Claim.of(EvidenceLevel.BOUNCED, "x@y.example", "stray").build());
        for (int i = 0; i < 3; i++) {
            twotick.send(letter("bob@customer.example"), Assurance.delivered().onDoubt(OnDoubt.HOLD));
        }
        metrics.onTrouble("part for ann@customer.example", new IllegalStateException("ann@customer.example"));

        eventually(() -> {
            assertThat(figures.count(RELAY_HOLDS)).isEqualTo(1);
            assertThat(figures.count(SENT_COPIES)).isEqualTo(1);
            assertThat(figures.count(RECEIPTS_UNMATCHED)).isEqualTo(1);
            assertThat(figures.count(ENGINE_TROUBLE, "part", "other")).isEqualTo(1);
        });
        assertThat(registry.getMeters().stream().map(Meter::getId).map(Object::toString))
                .hasSizeGreaterThan(TwotickMeter.values().length)
                .noneMatch(id -> id.contains("@"))
                .noneMatch(id -> id.contains("4711"))
                .noneMatch(id -> id.contains("4X"));
    }

    @Test
    void aSecondBindingCountsNothingTwice() {
        metrics.bindTo(registry);
        submitted(start(), Assurance.submitted(), "ann@customer.example");

        eventually(() -> assertThat(figures.count(SUBMISSIONS)).isEqualTo(1));
    }

    @Test
    void everyBoundRegistryCounts() {
        SimpleMeterRegistry second = new SimpleMeterRegistry();
        metrics.bindTo(second);
        submitted(start(), Assurance.submitted(), "ann@customer.example");

        eventually(() -> {
            assertThat(figures.count(SUBMISSIONS)).isEqualTo(1);
            assertThat(new Figures(second).count(SUBMISSIONS)).isEqualTo(1);
        });
    }

    @Test
    void aClosedRegistryDisturbsNobody() {
        Twotick twotick = start();
        registry.close();

        submitted(twotick, Assurance.submitted(), "ann@customer.example");
        metrics.onTrouble("dispatcher", new IllegalStateException("after the end"));
        assertThat(figures.count(SUBMISSIONS)).isZero();
    }

    @Test
    void everyMeterOfTheRegistryIsInTheEnum() {
        submitted(start(), Assurance.submitted(), "ann@customer.example");
        List<String> names = List.of(TwotickMeter.values()).stream()
                .map(TwotickMeter::getName)
                .toList();

        eventually(() -> assertThat(figures.count(SUBMISSIONS)).isEqualTo(1));
        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .isSubsetOf(names);
    }

    private double pollAge(String source) {
        return registry.get(TwotickMeter.RECEIPTS_POLL_AGE.getName())
                .tag(TwotickTag.PART.asString(), source)
                .gauge()
                .value();
    }

    @Test
    void tellsHowLongAgoEachSourceOfEvidenceWasRead() {
        metrics.bindTo(registry);
        metrics.onEvidenceSource("receipts");
        metrics.onEvidenceSource("relay-log");
        scrapes.add(Duration.ofSeconds(30));
        metrics.onEvidenceRead("relay-log");
        scrapes.add(Duration.ofMillis(90_500));
        assertThat(pollAge("receipts")).as("never read, counted from the start").isEqualTo(120.5);
        assertThat(pollAge("relay-log")).isEqualTo(90.5);
        metrics.onEvidenceRead("receipts");
        assertThat(pollAge("receipts")).isZero();
        assertThat(pollAge("relay-log")).isEqualTo(90.5);
        metrics.onTrouble("receipts", new IllegalStateException("it is away"));
        metrics.onTrouble("dispatcher", new IllegalStateException("no source of evidence"));
        assertThat(registry.find(TwotickMeter.RECEIPTS_POLL_AGE.getName()).gauges())
                .hasSize(2);
    }

    @Test
    void theEngineTellsWhenASourceWasRead() {
        submitted(start(), Assurance.delivered(), "ann@customer.example");
        eventually(() -> assertThat(pollAge("queue")).isZero());
        scrapes.add(Duration.ofSeconds(30));
        assertThat(pollAge("queue")).as("its first read still waits").isEqualTo(30);
        receipts.bring(claim(EvidenceLevel.DELIVERED, "dsn", "1"));
        eventually(() -> assertThat(pollAge("queue")).isZero());
    }
}
