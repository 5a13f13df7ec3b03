package dev.twotick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Item;
import dev.twotick.testkit.Letters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GoalTest {
    private static final SealedLetter TWO = Letters.number(1)
            .to("ann@b.example", "bob@b.example")
            .assurance(Assurance.delivered())
            .seal();

    @Test
    void isReachedWhenEveryRecipientHasItsTick() {
        Delivery both = letter(TWO, submitted(TWO, 1), submitted(TWO, 2));

        assertThat(Goal.SUBMITTED.over(both)).isTrue();
        assertThat(Goal.SUBMITTED.code(both)).isEqualTo(ExitCode.DONE);
        assertThat(Goal.CONFIRMED.over(both)).isFalse();
        assertThat(Goal.CONFIRMED.code(both)).isEqualTo(ExitCode.STILL_WAITING);
    }

    @Test
    void isConfirmedByProofForEach() {
        Delivery both = letter(
                TWO,
                submitted(TWO, 1),
                submitted(TWO, 2),
                evidence(1, EvidenceLevel.DELIVERED),
                evidence(2, EvidenceLevel.DISPLAYED));

        assertThat(Goal.CONFIRMED.over(both)).isTrue();
        assertThat(Goal.CONFIRMED.code(both)).isEqualTo(ExitCode.DONE);
    }

    @Test
    void putsFailureBeforeDoubtAndDoubtBeforeWaiting() {
        Delivery failedAndHeld = letter(TWO, event(TWO, 1, EventType.REJECTED), event(TWO, 2, EventType.HELD));
        Delivery heldAndQueued = letter(TWO, event(TWO, 1, EventType.HELD));
        Delivery bounced = letter(TWO, submitted(TWO, 1), submitted(TWO, 2), evidence(2, EvidenceLevel.BOUNCED));

        assertThat(Goal.SUBMITTED.code(failedAndHeld)).isEqualTo(ExitCode.FAILED);
        assertThat(Goal.SUBMITTED.code(heldAndQueued)).isEqualTo(ExitCode.IN_DOUBT);
        assertThat(Goal.CONFIRMED.code(bounced)).isEqualTo(ExitCode.FAILED);
        assertThat(SendCommand.worst(List.of(0, 3, 5, 4))).isEqualTo(4);
        assertThat(SendCommand.worst(List.of(0, 3, 5))).isEqualTo(5);
        assertThat(SendCommand.worst(List.of(0, 3))).isEqualTo(3);
        assertThat(SendCommand.worst(List.of())).isZero();
    }

    @Test
    void doesNotWaitForAHeldLetterOrPastTheDeadline() {
        Delivery held = letter(TWO, event(TWO, 1, EventType.HELD), event(TWO, 2, EventType.HELD));
        Delivery overdue = letter(
                TWO,
                submitted(TWO, 1),
                submitted(TWO, 2),
                event(TWO, 1, EventType.OVERDUE),
                event(TWO, 2, EventType.OVERDUE));

        assertThat(Goal.CONFIRMED.over(held)).isTrue();
        assertThat(Goal.CONFIRMED.over(overdue)).isTrue();
        assertThat(Goal.CONFIRMED.code(overdue)).isEqualTo(ExitCode.STILL_WAITING);
    }

    @Test
    void givesTheSentCopyItsFirstTry() {
        Event pending = event(TWO, Item.SENT_COPY, EventType.COPY_PENDING);
        Event postponed = event(TWO, Item.SENT_COPY, EventType.COPY_POSTPONED);

        assertThat(Goal.SUBMITTED.over(letter(TWO, submitted(TWO, 1), submitted(TWO, 2), pending)))
                .isFalse();
        assertThat(Goal.SUBMITTED.over(letter(TWO, submitted(TWO, 1), submitted(TWO, 2), pending, postponed)))
                .isTrue();
    }

    @Test
    void waitsForTheSentCopyThatTheAssuranceAsksFor() {
        SealedLetter filed = Letters.number(2)
                .to("ann@b.example")
                .assurance(Assurance.filed())
                .seal();
        Event pending = event(filed, Item.SENT_COPY, EventType.COPY_PENDING);
        Event postponed = event(filed, Item.SENT_COPY, EventType.COPY_POSTPONED);

        assertThat(Goal.SUBMITTED.over(letter(filed, submitted(filed, 1), pending, postponed)))
                .isFalse();
        assertThat(Goal.SUBMITTED.code(letter(filed, submitted(filed, 1), pending, postponed)))
                .isEqualTo(ExitCode.STILL_WAITING);
        assertThat(Goal.SUBMITTED.code(letter(
                        filed, submitted(filed, 1), pending, event(filed, Item.SENT_COPY, EventType.COPY_FAILED))))
                .isEqualTo(ExitCode.FAULT);
    }

    private static Delivery letter(SealedLetter letter, Event... events) {
        List<Event> all = new ArrayList<>();
        for (int i = 1; i <= letter.envelope().recipients().size(); i++) {
            all.add(event(letter, i, EventType.ACCEPTED));
        }
        all.addAll(List.of(events));
        return Delivery.of(letter, all);
    }

    private static Event submitted(SealedLetter letter, int recipient) {
        return event(letter, recipient, EventType.SUBMITTED);
    }

    private static Event event(SealedLetter letter, int recipient, EventType type) {
        return new Event(1, letter.acceptedAt(), letter.id(), recipient, type, Map.of());
    }

    private static Event evidence(int recipient, EvidenceLevel level) {
        Evidence evidence = new Evidence(
                "e" + recipient,
                TWO.id(),
                recipient,
                level,
                "dsn",
                Trust.PLAUSIBLE,
                TWO.acceptedAt(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Event(1, TWO.acceptedAt(), TWO.id(), recipient, EventType.EVIDENCE, Event.factsOf(evidence));
    }
}
