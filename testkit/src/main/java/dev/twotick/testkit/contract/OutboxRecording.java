package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.SentCopyState;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import dev.twotick.testkit.Letters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The chapter about {@code record} and {@code settle}. */
abstract class OutboxRecording extends OutboxLeasing {
    private static final Map<Fact, String> TAKEN =
            Map.of(Fact.RELAY, "main", Fact.REPLY, "250 2.0.0 Ok: queued as 4X – “näher”", Fact.QUEUE_ID, "4X");

    @Test
    void recordsWhatCameOfEachRecipient() {
        SealedLetter letter = accept(toThree(1));
        Lease lease = leaseOne();
        clock.advance(Duration.ofSeconds(2));

        List<Event> events = record(
                lease,
                Transition.to(1, EventType.SUBMITTED, TAKEN),
                step(2, EventType.REJECTED),
                due(3, EventType.DEFERRED, LATER));

        assertThat(types(events)).containsExactly(EventType.SUBMITTED, EventType.REJECTED, EventType.DEFERRED);
        assertThat(events.get(0).facts()).containsAllEntriesOf(TAKEN);
        assertThat(events).extracting(Event::at).containsOnly(clock.instant());
        assertThat(found(letter).events()).endsWith(events.toArray(new Event[0]));
        restart();
        assertThat(found(letter).events()).endsWith(events.toArray(new Event[0]));
        assertThat(view(letter, 1).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(view(letter, 1).queueId()).contains("4X");
        assertThat(view(letter, 1).reply()).contains(TAKEN.get(Fact.REPLY));
        assertThat(view(letter, 2).submission()).isEqualTo(SubmissionState.REJECTED);
        assertThat(view(letter, 3).submission()).isEqualTo(SubmissionState.DEFERRED);
    }

    @Test
    void aDeferredItemComesBackWhenItsTimeHasCome() {
        accept(toThree(1));
        record(leaseOne(), due(2, EventType.DEFERRED, LATER));
        clock.advance(LATER.minusSeconds(1));
        assertThat(lease(Desk.SUBMISSION)).isEmpty();

        clock.advance(Duration.ofSeconds(1));

        assertThat(leaseOne().items()).extracting(Item::number).containsExactly(2);
    }

    @Test
    void whatWasRecordedIsGivenBackAndTheRestIsStillHeld() {
        accept(toThree(1));
        Lease lease = leaseOne();
        record(lease, due(1, EventType.RELEASED, Duration.ZERO));

        assertThat(leaseOne().items()).extracting(Item::number).containsExactly(1);
        assertThat(outbox.intend(lease, List.of(2, 3))).isTrue();
    }

    @Test
    void anItemGivenBackUntriedDoesNotCount() {
        SealedLetter letter = accept(Letters.number(1));

        record(leaseOne(), due(1, EventType.RELEASED, Duration.ZERO));

        assertThat(view(letter, 1).submission()).isEqualTo(SubmissionState.QUEUED);
        assertThat(view(letter, 1).attempts()).isZero();
        assertThat(leaseOne().items().get(0).attempts()).isEqualTo(1);
    }

    @Test
    void anItemWithoutADueTimeStaysWhereItIs() {
        accept(Letters.number(1));
        record(leaseOne(), step(1, EventType.HELD));
        clock.advance(Duration.ofDays(365));

        for (Desk desk : Desk.values()) {
            assertThat(lease(desk)).isEmpty();
        }
    }

    @Test
    void aDoubtIsCountedAndGoesToItsOwnDesk() {
        SealedLetter letter = inDoubt(Letters.number(1));

        assertThat(view(letter, 1).doubts()).isEqualTo(1);
        assertThat(lease(Desk.SUBMISSION)).isEmpty();
        Lease doubt = leaseOne(Desk.DOUBT);
        assertThat(doubt.items()).singleElement().satisfies(item -> {
            assertThat(item.state()).isEqualTo(SubmissionState.IN_DOUBT);
            assertThat(item.attempts()).as("looking for proof is no attempt").isEqualTo(1);
            assertThat(item.doubts()).isEqualTo(1);
        });
    }

    @Test
    void aDoubtThatRemainsKeepsItsAge() {
        SealedLetter letter = inDoubt(Letters.number(1));
        clock.advance(LATER);
        record(leaseOne(Desk.DOUBT), due(1, EventType.DOUBT_REMAINS, LATER));
        assertThat(lease(Desk.DOUBT)).isEmpty();
        clock.advance(LATER);

        Item item = leaseOne(Desk.DOUBT).items().get(0);

        assertThat(item.since()).isEqualTo(clock.instant().minus(LATER).minus(LATER));
        assertThat(view(letter, 1).doubts()).isEqualTo(1);
    }

    @Test
    void aRetryAfterADoubtMayBeADuplicate() {
        SealedLetter letter = inDoubt(Letters.number(1));

        record(leaseOne(Desk.DOUBT), due(1, EventType.RETRIED, Duration.ZERO));

        assertThat(view(letter, 1).possibleDuplicate()).isTrue();
        assertThat(leaseOne().items().get(0).attempts()).isEqualTo(2);
    }

    @Test
    void nothingIsRecordedForAWorkerThatWasTakenOver() {
        Lease old = takenOver(toThree(1));

        assertRecordRefused(old, step(1, EventType.SUBMITTED));
    }

    @Test
    void allStepsAreRecordedOrNone() {
        SealedLetter letter = accept(toThree(1).withSentCopy());
        Lease lease = leaseOne();
        record(lease, step(2, EventType.REJECTED));

        assertRecordRefused(lease, step(1, EventType.SUBMITTED), step(2, EventType.SUBMITTED));
        assertRecordRefused(lease, step(1, EventType.SUBMITTED), step(4, EventType.SUBMITTED));

        assertThat(view(letter, 1).submission()).isEqualTo(SubmissionState.SUBMITTING);
        assertThat(found(letter).sentCopy().state()).isEqualTo(SentCopyState.NONE);
        record(lease, step(1, EventType.SUBMITTED));
    }

    private void assertRecordRefused(Lease lease, Transition... steps) {
        List<Event> before = ledger();
        assertThat(outbox.record(lease, List.of(steps))).isEmpty();
        assertThat(ledger()).isEqualTo(before);
    }

    @Test
    void anOutcomeKnownLateIsStillRecordedWhileNobodyTookOver() {
        SealedLetter letter = accept(Letters.number(1));
        Lease lease = leaseOne();
        assertThat(outbox.intend(lease, List.of(1))).isTrue();
        clock.advance(PAST_TTL);

        record(lease, step(1, EventType.SUBMITTED));

        assertThat(view(letter, 1).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(outbox.recover(MANY)).isEmpty();
    }

    @Test
    void anIllegalStepIsABugAndChangesNothing() {
        SealedLetter letter = accept(toThree(1));
        Lease lease = leaseOne();
        List<Event> before = ledger();

        assertThatThrownBy(() ->
                        outbox.record(lease, List.of(step(1, EventType.SUBMITTED), step(2, EventType.CANCELLED))))
                .isInstanceOf(IllegalStateException.class);

        assertThat(ledger()).isEqualTo(before);
        assertThat(view(letter, 1).submission()).isEqualTo(SubmissionState.SUBMITTING);
        record(lease, step(1, EventType.SUBMITTED), step(2, EventType.REJECTED), step(3, EventType.REJECTED));
    }

    @Test
    void theFirstSubmittedRecipientMakesTheSentCopyDue() {
        SealedLetter letter = accept(toThree(1).withSentCopy());
        Lease lease = leaseOne();

        List<Event> events = record(lease, step(2, EventType.REJECTED), step(1, EventType.SUBMITTED));

        assertThat(types(events))
                .containsExactlyInAnyOrder(EventType.REJECTED, EventType.SUBMITTED, EventType.COPY_PENDING);
        assertThat(events)
                .filteredOn(event -> event.type() == EventType.COPY_PENDING)
                .extracting(Event::recipient)
                .containsExactly(Item.SENT_COPY);
        assertThat(types(record(lease, step(3, EventType.SUBMITTED)))).containsExactly(EventType.SUBMITTED);
        assertThat(found(letter).sentCopy().state()).isEqualTo(SentCopyState.PENDING);
        assertThat(leaseOne(Desk.FILING).items()).extracting(Item::number).containsExactly(Item.SENT_COPY);
    }

    @Test
    void aFiledCopyIsNotMadeAgain() {
        SealedLetter letter = accept(toThree(1).withSentCopy());
        Lease lease = leaseOne();
        record(lease, step(1, EventType.SUBMITTED));
        Lease filing = leaseOne(Desk.FILING);
        Map<Fact, String> place = Map.of(Fact.FOLDER, "Gesendet", Fact.UID_VALIDITY, "1", Fact.UID, "7");
        record(filing, Transition.to(Item.SENT_COPY, EventType.COPY_FILED, place));

        record(lease, step(2, EventType.SUBMITTED), step(3, EventType.SUBMITTED));

        Delivery delivery = found(letter);
        assertThat(delivery.sentCopy().state()).isEqualTo(SentCopyState.FILED);
        assertThat(delivery.sentCopy().folder()).contains("Gesendet");
        assertThat(delivery.sentCopy().uid()).hasValue(7);
        assertThat(types(delivery.events())).containsOnlyOnce(EventType.COPY_PENDING);
        assertThat(lease(Desk.FILING)).isEmpty();
    }

    @Test
    void aPostponedCopyComesBackLater() {
        submitted(Letters.number(1).withSentCopy());
        record(leaseOne(Desk.FILING), due(Item.SENT_COPY, EventType.COPY_POSTPONED, LATER));
        assertThat(lease(Desk.FILING)).isEmpty();

        clock.advance(LATER);

        assertThat(leaseOne(Desk.FILING).items().get(0).attempts()).isEqualTo(2);
    }

    @Test
    void filingWritesNoEventBeforeItsOutcome() {
        submitted(Letters.number(1).withSentCopy());
        List<Event> before = ledger();

        leaseOne(Desk.FILING);

        assertThat(ledger()).isEqualTo(before);
    }

    @Test
    void noCopyIsDueWhenNoneIsWanted() {
        SealedLetter letter = submitted(Letters.number(1));

        assertThat(types(found(letter).events())).doesNotContain(EventType.COPY_PENDING);
        assertThat(lease(Desk.FILING)).isEmpty();
    }
}
