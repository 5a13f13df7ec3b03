package dev.twotick.cli.view;

import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A letter with the events that a test wants. */
final class Sample {
    private final SealedLetter letter;
    private final List<Event> events = new ArrayList<>();

    Sample(SealedLetter letter) {
        this.letter = letter;
        for (int i = 1; i <= letter.envelope().recipients().size(); i++) {
            event(i, 0, EventType.ACCEPTED, Map.of());
        }
    }

    Sample event(int recipient, long millis, EventType type, Map<Fact, String> facts) {
        events.add(new Event(
                events.size() + 1L,
                letter.acceptedAt().plus(Duration.ofMillis(millis)),
                letter.id(),
                recipient,
                type,
                facts));
        return this;
    }

    Sample submitted(int recipient) {
        event(recipient, 20, EventType.SUBMITTING, Map.of(Fact.ATTEMPT, "1"));
        event(recipient, 30, EventType.INTENDED, Map.of());
        return event(
                recipient,
                45,
                EventType.SUBMITTED,
                Map.of(
                        Fact.RELAY, "main",
                        Fact.REPLY, "250 2.0.0 Ok: queued as 4X",
                        Fact.QUEUE_ID, "4X",
                        Fact.CONFIRMATION_OFFERED, "true"));
    }

    Sample filed() {
        event(Item.SENT_COPY, 45, EventType.COPY_PENDING, Map.of());
        return event(
                Item.SENT_COPY,
                60,
                EventType.COPY_FILED,
                Map.of(Fact.FOLDER, "Sent", Fact.UID_VALIDITY, "1", Fact.UID, "7"));
    }

    Sample evidence(int recipient, EvidenceLevel level, String diagnostic) {
        Evidence evidence = new Evidence(
                "e" + events.size(),
                letter.id(),
                recipient,
                level,
                "dsn",
                Trust.PLAUSIBLE,
                letter.acceptedAt().plusSeconds(90),
                Optional.of("mx.b.example"),
                Optional.of("2.0.0"),
                Optional.of(diagnostic),
                Optional.of("imap:INBOX;uidvalidity=1;uid=7"));
        return event(recipient, 90_000, EventType.EVIDENCE, Event.factsOf(evidence));
    }

    Delivery delivery() {
        return Delivery.of(letter, events);
    }
}
