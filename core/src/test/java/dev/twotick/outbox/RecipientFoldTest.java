package dev.twotick.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.Assurance.Reach;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.LetterId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecipientFoldTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final LetterId LETTER = LetterId.create(NOW, new Random(42));

    private static final List<EventType> SETTLED_AS_NOT_SUBMITTED = List.of(
            EventType.ACCEPTED,
            EventType.SUBMITTING,
            EventType.INTENDED,
            EventType.IN_DOUBT,
            EventType.HELD,
            EventType.NOT_SUBMITTED,
            EventType.SUBMITTING,
            EventType.DEFERRED);

    private static Event event(EventType type, Map<Fact, String> facts) {
        return new Event(1, NOW, LETTER, 1, type, facts);
    }

    private static Event receipt() {
        return event(
                EventType.EVIDENCE,
                Event.factsOf(new Evidence(
                        "e1",
                        LETTER,
                        1,
                        EvidenceLevel.DELIVERED,
                        "dsn",
                        Trust.PLAUSIBLE,
                        NOW,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())));
    }

    private static RecipientView fold(List<Event> events) {
        RecipientFold fold = new RecipientFold(1, EmailAddress.of("ann@dest.example"), Reach.DELIVERED);
        events.forEach(fold::add);
        return fold.view();
    }

    private static List<Event> steps() {
        return SETTLED_AS_NOT_SUBMITTED.stream()
                .map(type -> event(type, Map.of()))
                .toList();
    }

    @Test
    void aDoubtThatAnOperatorSettledAsNotSubmittedIsOver() {
        RecipientView view = fold(steps());
        assertThat(view.doubts()).isZero();
        assertThat(view.attempts()).isEqualTo(2);
        assertThat(view.possibleDuplicate()).isFalse();
    }

    @Test
    void whereEvidenceComesAmongTheStepsOfASubmissionNeverMatters() {
        List<Event> last = new ArrayList<>(steps());
        last.add(receipt());
        assertThat(fold(last).confirmation()).isEqualTo(Confirmation.DELIVERED);
        for (int place = 0; place < steps().size(); place++) {
            List<Event> events = new ArrayList<>(steps());
            events.add(place, receipt());
            assertThat(fold(events)).isEqualTo(fold(last));
        }
    }
}
