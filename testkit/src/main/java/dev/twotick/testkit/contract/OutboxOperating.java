package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Enlistment;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import dev.twotick.testkit.Letters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The chapter about what an operator does, about several steps at once, and about queue ids. */
abstract class OutboxOperating extends OutboxTurns {
    private Optional<List<Event>> settle(SealedLetter letter, SubmissionState expected, Transition step) {
        return outbox.settle(letter.id(), expected, step);
    }

    @Test
    void anItemThatWaitsIsMovedToAnotherTime() {
        SealedLetter letter = accept(Letters.number(1));

        List<Event> events = settle(letter, SubmissionState.QUEUED, due(1, EventType.RESCHEDULED, LATER))
                .orElseThrow();

        assertThat(types(events)).containsExactly(EventType.RESCHEDULED);
        assertThat(lease(Desk.SUBMISSION)).isEmpty();
        clock.advance(LATER);
        assertThat(leaseOne().items().get(0).attempts()).isEqualTo(1);
    }

    @Test
    void aDeferredItemIsMovedForward() {
        SealedLetter letter = accept(Letters.number(1));
        record(leaseOne(), due(1, EventType.DEFERRED, LATER));

        assertThat(settle(letter, SubmissionState.DEFERRED, due(1, EventType.RESCHEDULED, Duration.ZERO)))
                .isPresent();

        assertThat(leaseOne().items().get(0).attempts()).isEqualTo(2);
    }

    @Test
    void whatIsInAWorkersHandsIsNotMoved() {
        SealedLetter letter = accept(Letters.number(1));
        leaseOne();

        assertThatThrownBy(() -> settle(letter, SubmissionState.SUBMITTING, due(1, EventType.RESCHEDULED, LATER)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatWaitsIsNeitherReleasedNorRetried() {
        SealedLetter letter = accept(Letters.number(1));

        for (EventType type : List.of(EventType.RELEASED, EventType.RECOVERED, EventType.RETRIED, EventType.REQUEUED)) {
            assertThatThrownBy(() -> settle(letter, SubmissionState.QUEUED, due(1, type, LATER)))
                    .as(type.name())
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = EventType.class,
            names = {"HELD", "REJECTED", "EXPIRED"})
    void whatWasHeldOrFailedIsTriedAgain(EventType end) {
        SealedLetter letter = accept(proven(1));
        record(leaseOne(), step(1, end));
        SubmissionState state = (SubmissionState) end.leadsTo().orElseThrow();

        assertThat(settle(letter, state, due(1, EventType.REQUEUED, Duration.ZERO)))
                .isPresent();

        assertThat(view(letter, 1).submission()).isEqualTo(SubmissionState.QUEUED);
        assertThat(view(letter, 1).possibleDuplicate()).isFalse();
        assertThat(leaseOne().items().get(0).attempts()).isEqualTo(2);
    }

    @Test
    void whatWasCancelledIsTriedAgain() {
        SealedLetter letter = accept(Letters.number(1));
        settle(letter, SubmissionState.QUEUED, step(1, EventType.CANCELLED));

        assertThat(settle(letter, SubmissionState.CANCELLED, due(1, EventType.REQUEUED, Duration.ZERO)))
                .isPresent();
        assertThat(lease(Desk.SUBMISSION)).hasSize(1);
    }

    @Test
    void afterADoubtNobodySaysThatNoCopyHasLeft() {
        SealedLetter letter = accept(Letters.number(1));
        record(leaseOne(), step(1, EventType.IN_DOUBT));
        settle(letter, SubmissionState.IN_DOUBT, due(1, EventType.RETRIED, Duration.ZERO));

        assertThatThrownBy(() -> settle(letter, SubmissionState.QUEUED, step(1, EventType.CANCELLED)))
                .isInstanceOf(IllegalStateException.class);
        settle(letter, SubmissionState.QUEUED, step(1, EventType.HELD));
        assertThatThrownBy(() -> settle(letter, SubmissionState.HELD, due(1, EventType.REQUEUED, Duration.ZERO)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(settle(letter, SubmissionState.HELD, due(1, EventType.RETRIED, Duration.ZERO)))
                .isPresent();
    }

    @Test
    void aNewTryHasItsDeadlineFromTheBeginning() {
        SealedLetter letter = accept(proven(1));
        clock.advance(Duration.ofHours(5));
        outbox.markOverdue(MANY);
        record(leaseOne(), step(1, EventType.EXPIRED));

        settle(letter, SubmissionState.EXPIRED, due(1, EventType.REQUEUED, Duration.ZERO));
        record(leaseOne(), step(1, EventType.SUBMITTED));

        assertThat(outbox.markOverdue(MANY)).isEmpty();
        assertThat(view(letter, 1).overdue()).isFalse();
        clock.advance(Duration.ofHours(5));
        assertThat(types(outbox.markOverdue(MANY))).containsExactly(EventType.OVERDUE);
        assertThat(view(letter, 1).overdue()).isTrue();
    }

    @Test
    void aDoubtThatIsHeldIsSettledEitherWay() {
        SealedLetter letter = accept(toThree(1));
        Lease lease = leaseOne();
        record(
                lease,
                due(1, EventType.IN_DOUBT, Duration.ZERO),
                due(2, EventType.IN_DOUBT, Duration.ZERO),
                due(3, EventType.IN_DOUBT, Duration.ZERO));
        for (int number = 1; number <= 2; number++) {
            settle(letter, SubmissionState.IN_DOUBT, step(number, EventType.HELD));
        }

        settle(letter, SubmissionState.HELD, step(1, EventType.SUBMITTED));
        settle(letter, SubmissionState.HELD, due(2, EventType.RETRIED, Duration.ZERO));
        settle(letter, SubmissionState.IN_DOUBT, due(3, EventType.RETRIED, Duration.ZERO));

        assertThat(view(letter, 1).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(view(letter, 2).possibleDuplicate()).isTrue();
        assertThat(leaseOne().items()).extracting(Item::number).containsExactlyInAnyOrder(2, 3);
    }

    @Test
    void whatIsSubmittedStaysSo() {
        SealedLetter letter = submitted(Letters.number(1));

        for (EventType type : List.of(EventType.REQUEUED, EventType.RETRIED, EventType.RESCHEDULED)) {
            assertThatThrownBy(() -> settle(letter, SubmissionState.SUBMITTED, due(1, type, Duration.ZERO)))
                    .as(type.name())
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void intentsOfSeveralLeasesAreEachConditionalOnTheirOwn() {
        accept(Letters.number(1));
        accept(Letters.number(2));
        List<Lease> leases = lease(Desk.SUBMISSION);
        settle(leases.get(0).letter(), SubmissionState.SUBMITTING, step(1, EventType.HELD));

        assertThat(outbox.intendAll(List.of(
                        new Outbox.Intent(leases.get(0), List.of(1)), new Outbox.Intent(leases.get(1), List.of(1)))))
                .containsExactly(false, true);
        assertThat(outbox.intendAll(List.of())).isEmpty();
    }

    @Test
    void anIntentTellsWhichRelayIsAboutToGetTheLetterEvenIfNothingMoreIsHeardOfIt() {
        accept(Letters.number(1));
        accept(Letters.number(2));
        List<Lease> leases = lease(Desk.SUBMISSION);
        SealedLetter named = leases.get(0).letter();
        SealedLetter unnamed = leases.get(1).letter();

        outbox.intendAll(List.of(
                new Outbox.Intent(leases.get(0), List.of(1), Optional.of("backup")),
                new Outbox.Intent(leases.get(1), List.of(1))));

        restart();
        assertThat(intents(named)).containsExactly(Map.of(Fact.RELAY, "backup"));
        assertThat(intents(unnamed)).containsExactly(Map.of());
        assertThat(view(named, 1).relay()).contains("backup");
    }

    private List<Map<Fact, String>> intents(SealedLetter letter) {
        return found(letter).events().stream()
                .filter(event -> event.type() == EventType.INTENDED)
                .map(Event::facts)
                .toList();
    }

    @Test
    void outcomesOfSeveralLeasesAreEachConditionalOnTheirOwn() {
        SealedLetter first = accept(Letters.number(1));
        SealedLetter second = accept(Letters.number(2));
        List<Lease> leases = lease(Desk.SUBMISSION);
        settle(first, SubmissionState.SUBMITTING, step(1, EventType.HELD));

        List<Optional<List<Event>>> recorded = outbox.recordAll(leases.stream()
                .map(lease -> new Outbox.Outcome(lease, List.of(step(1, EventType.SUBMITTED))))
                .toList());

        assertThat(recorded).hasSize(2);
        assertThat(recorded.get(0)).isEmpty();
        assertThat(types(recorded.get(1).orElseThrow())).containsExactly(EventType.SUBMITTED);
        assertThat(view(first, 1).submission()).isEqualTo(SubmissionState.HELD);
        assertThat(view(second, 1).submission()).isEqualTo(SubmissionState.SUBMITTED);
    }

    @Test
    void anIllegalStepUndoesTheOutcomesBesideIt() {
        accept(Letters.number(1));
        accept(Letters.number(2));
        List<Lease> leases = lease(Desk.SUBMISSION);
        List<Event> before = ledger();

        assertThatThrownBy(() -> outbox.recordAll(List.of(
                        new Outbox.Outcome(leases.get(0), List.of(step(1, EventType.SUBMITTED))),
                        new Outbox.Outcome(leases.get(1), List.of(step(1, EventType.CANCELLED))))))
                .isInstanceOf(IllegalStateException.class);

        assertThat(ledger()).isEqualTo(before);
        record(leases.get(0), step(1, EventType.SUBMITTED));
    }

    @Test
    void severalPiecesOfEvidenceAreOneStep() {
        SealedLetter one = submitted(proven(1));
        SealedLetter other = submitted(proven(2));

        List<Event> events = outbox.addEvidence(List.of(
                evidence("a", one, EvidenceLevel.RELAYED),
                evidence("a", one, EvidenceLevel.RELAYED),
                evidence("b", one, EvidenceLevel.DELIVERED),
                evidence("a", other, EvidenceLevel.BOUNCED)));

        assertThat(types(events)).containsExactly(EventType.EVIDENCE, EventType.EVIDENCE, EventType.EVIDENCE);
        assertThat(events).extracting(Event::letter).containsExactly(one.id(), one.id(), other.id());
        assertThat(view(one, 1).confirmed()).isTrue();
    }

    @Test
    void lettersAreFoundByTheirQueueIdNewestFirst() {
        for (int number = 1; number <= 12; number++) {
            accept(Letters.number(number));
            String queueId = number == 12 ? "5Y" : "4X";
            record(leaseOne(), Transition.to(1, EventType.SUBMITTED, Map.of(Fact.QUEUE_ID, queueId)));
        }
        restart();

        assertThat(outbox.findByQueueId("5Y")).containsExactly(Letters.id(12));
        assertThat(outbox.findByQueueId("4X"))
                .hasSize(10)
                .startsWith(Letters.id(11), Letters.id(10))
                .endsWith(Letters.id(2));
        assertThat(outbox.findByQueueId("4x")).isEmpty();
    }

    @Test
    void everyRecipientsQueueIdLeadsToTheLetter() {
        SealedLetter letter = accept(toThree(1));
        Lease lease = leaseOne();
        record(
                lease,
                Transition.to(1, EventType.SUBMITTED, Map.of(Fact.QUEUE_ID, "1A")),
                Transition.to(2, EventType.SUBMITTED, Map.of(Fact.QUEUE_ID, "1A")),
                Transition.to(3, EventType.SUBMITTED, Map.of(Fact.QUEUE_ID, "2B")));

        assertThat(outbox.findByQueueId("1A")).containsExactly(letter.id());
        assertThat(outbox.findByQueueId("2B")).containsExactly(letter.id());
    }

    @Test
    void aTransactionOfAnotherStoreIsRefused() {
        SealedLetter letter = Letters.number(1).seal();

        assertThatThrownBy(() -> outbox.accept(letter, new Enlistment() {})).isInstanceOf(OutboxException.class);
        assertThat(outbox.find(letter.id())).isEmpty();
        assertThat(outbox.accept(letter)).isInstanceOf(Acceptance.Accepted.class);
    }
}
