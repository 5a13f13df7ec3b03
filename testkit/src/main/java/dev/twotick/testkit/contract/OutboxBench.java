package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.Transition;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.SettableClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the chapters of {@link OutboxContract} share: a fresh outbox, its clock, and the words to use it with. */
abstract class OutboxBench {
    static final Duration TTL = Duration.ofSeconds(60);
    static final Duration PAST_TTL = TTL.plusSeconds(1);
    static final Duration LATER = Duration.ofMinutes(5);
    static final int MANY = 1000;

    final SettableClock clock = new SettableClock();
    Outbox outbox;

    abstract Outbox open(InstantSource time);

    abstract Outbox reopen(Outbox open, InstantSource time);

    abstract boolean leasesWhatItAccepts();

    @BeforeEach
    void openOutbox() {
        outbox = open(clock);
    }

    @AfterEach
    void closeOutbox() {
        outbox.close();
    }

    /** The same store after a restart. */
    void restart() {
        outbox = reopen(outbox, clock);
    }

    SealedLetter accept(Letters described) {
        SealedLetter letter = described.seal();
        assertThat(outbox.accept(letter)).isInstanceOf(Acceptance.Accepted.class);
        return letter;
    }

    /** Three recipients, so that some can fare differently from others. */
    static Letters toThree(int number) {
        return Letters.number(number).to("ann@b.example", "bob@b.example", "cy@c.example");
    }

    List<Lease> lease(Desk desk) {
        return outbox.lease(desk, MANY, MANY, TTL);
    }

    Lease leaseOne() {
        return leaseOne(Desk.SUBMISSION);
    }

    Lease leaseOne(Desk desk) {
        List<Lease> leases = lease(desk);
        assertThat(leases).hasSize(1);
        return leases.get(0);
    }

    /** A letter whose last dot may have left. */
    SealedLetter inDoubt(Letters described) {
        SealedLetter letter = accept(described);
        Lease lease = leaseOne();
        record(lease, due(1, EventType.IN_DOUBT, Duration.ZERO));
        return letter;
    }

    /** A letter that a relay took for its first recipient. */
    SealedLetter submitted(Letters described) {
        SealedLetter letter = accept(described);
        record(leaseOne(), step(1, EventType.SUBMITTED));
        return letter;
    }

    List<Event> record(Lease lease, Transition... steps) {
        Optional<List<Event>> events = outbox.record(lease, Arrays.asList(steps));
        assertThat(events).isPresent();
        return events.orElseThrow();
    }

    static Transition step(int item, EventType type) {
        return Transition.to(item, type, Map.of());
    }

    static Transition due(int item, EventType type, Duration in) {
        return Transition.to(item, type, in, Map.of());
    }

    Evidence evidence(String id, SealedLetter letter, EvidenceLevel level) {
        return evidence(id, letter, level, Trust.PLAUSIBLE);
    }

    Evidence evidence(String id, SealedLetter letter, EvidenceLevel level, Trust trust) {
        return new Evidence(
                id,
                letter.id(),
                1,
                level,
                "dsn",
                trust,
                clock.instant(),
                Optional.of("mx.b.example"),
                Optional.of("2.0.0"),
                Optional.of("smtp; 250 zugestellt, Grüße"),
                Optional.of("imap:INBOX;uidvalidity=1;uid=7"),
                Optional.of("mailbox-full, transient"));
    }

    Delivery found(SealedLetter letter) {
        return outbox.find(letter.id()).orElseThrow();
    }

    RecipientView view(SealedLetter letter, int number) {
        return found(letter).recipients().get(number - 1);
    }

    List<Event> ledger() {
        return outbox.events(0, MANY);
    }

    static List<EventType> types(List<Event> events) {
        return events.stream().map(Event::type).toList();
    }
}
