package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.letter.SealedLetter;
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
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The chapter about {@code settle} and {@code recover}. */
abstract class OutboxSettling extends OutboxRecording {
    @Test
    void settlesAnItemThatStandsWhereExpected() {
        SealedLetter letter = accept(toThree(1));

        Optional<List<Event>> events = outbox.settle(
                letter.id(),
                SubmissionState.QUEUED,
                Transition.to(2, EventType.CANCELLED, Map.of(Fact.REASON, "called back")));

        assertThat(events.orElseThrow()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(EventType.CANCELLED);
            assertThat(event.recipient()).isEqualTo(2);
            assertThat(event.fact(Fact.REASON)).contains("called back");
        });
        assertThat(leaseOne().items()).extracting(Item::number).containsExactlyInAnyOrder(1, 3);
    }

    @Test
    void settlesNothingThatStandsElsewhere() {
        SealedLetter letter = accept(toThree(1));
        leaseOne();

        assertSettlingRefused(letter, SubmissionState.QUEUED, step(1, EventType.CANCELLED));
        assertSettlingRefused(Letters.number(2).seal(), SubmissionState.QUEUED, step(1, EventType.CANCELLED));
        assertSettlingRefused(letter, SubmissionState.QUEUED, step(4, EventType.CANCELLED));
    }

    private void assertSettlingRefused(SealedLetter letter, SubmissionState expected, Transition step) {
        List<Event> before = ledger();
        assertThat(outbox.settle(letter.id(), expected, step)).isEmpty();
        assertThat(ledger()).isEqualTo(before);
    }

    @Test
    void settlingTakesTheItemFromWhoeverHoldsIt() {
        SealedLetter letter = inDoubt(Letters.number(1).withSentCopy());
        Lease resolver = leaseOne(Desk.DOUBT);

        Optional<List<Event>> events =
                outbox.settle(letter.id(), SubmissionState.IN_DOUBT, step(1, EventType.SUBMITTED));

        assertThat(types(events.orElseThrow())).containsExactly(EventType.SUBMITTED, EventType.COPY_PENDING);
        assertThat(outbox.record(resolver, List.of(due(1, EventType.RETRIED, Duration.ZERO))))
                .isEmpty();
        assertThat(lease(Desk.FILING)).hasSize(1);
    }

    @Test
    void settlingByAnIllegalStepIsABugAndChangesNothing() {
        SealedLetter letter = submitted(Letters.number(1));
        List<Event> before = ledger();

        assertThatThrownBy(() -> outbox.settle(letter.id(), SubmissionState.SUBMITTED, step(1, EventType.CANCELLED)))
                .isInstanceOf(IllegalStateException.class);

        assertThat(ledger()).isEqualTo(before);
    }

    @Test
    void onlyOneOfTwoOperatorsSettles() {
        SealedLetter letter = inDoubt(Letters.number(1).withSentCopy());

        List<Optional<List<Event>>> both = Crowd.of(2)
                .each(operator -> outbox.settle(
                        letter.id(),
                        SubmissionState.IN_DOUBT,
                        operator == 1 ? step(1, EventType.SUBMITTED) : due(1, EventType.RETRIED, Duration.ZERO)));

        assertThat(both).filteredOn(Optional::isPresent).hasSize(1);
    }

    @Test
    void twoRecipientsSettledAtOnceMakeOneCopyDue() {
        SealedLetter letter = accept(toThree(1).withSentCopy());
        Lease lease = leaseOne();
        record(
                lease,
                due(1, EventType.IN_DOUBT, Duration.ZERO),
                due(2, EventType.IN_DOUBT, Duration.ZERO),
                due(3, EventType.IN_DOUBT, Duration.ZERO));

        Crowd.of(3)
                .each(number ->
                        outbox.settle(letter.id(), SubmissionState.IN_DOUBT, step(number, EventType.SUBMITTED)));

        assertThat(types(found(letter).events())).containsOnlyOnce(EventType.COPY_PENDING);
        assertThat(found(letter).submitted()).isTrue();
    }

    @Test
    void aLeaseThatLastsIsNotRecovered() {
        accept(Letters.number(1));
        leaseOne();
        clock.advance(TTL.minusSeconds(1));

        assertThat(outbox.recover(MANY)).isEmpty();
    }

    @Test
    void aWorkerLostBeforeItsIntentLeavesTheItemQueued() {
        SealedLetter letter = accept(Letters.number(1));
        leaseOne();
        restart();
        clock.advance(PAST_TTL);

        List<Event> events = outbox.recover(MANY);

        assertThat(types(events)).containsExactly(EventType.RECOVERED);
        assertThat(events.get(0).fact(Fact.REASON)).isPresent();
        assertThat(view(letter, 1).submission()).isEqualTo(SubmissionState.QUEUED);
        assertThat(leaseOne().items().get(0).attempts())
                .as("both attempts count")
                .isEqualTo(2);
    }

    @Test
    void aWorkerLostAfterItsIntentLeavesADoubt() {
        SealedLetter letter = accept(toThree(1));
        Lease lease = leaseOne();
        assertThat(outbox.intend(lease, List.of(1, 2))).isTrue();
        clock.advance(PAST_TTL);

        List<Event> events = outbox.recover(MANY);

        assertThat(types(events))
                .containsExactlyInAnyOrder(EventType.IN_DOUBT, EventType.IN_DOUBT, EventType.RECOVERED);
        assertThat(view(letter, 1).submission()).isEqualTo(SubmissionState.IN_DOUBT);
        assertThat(view(letter, 1).doubts()).isEqualTo(1);
        assertThat(view(letter, 3).submission()).isEqualTo(SubmissionState.QUEUED);
        assertThat(leaseOne(Desk.DOUBT).items()).extracting(Item::number).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void anOldIntentDoesNotStainTheNextAttempt() {
        accept(Letters.number(1));
        Lease first = leaseOne();
        assertThat(outbox.intend(first, List.of(1))).isTrue();
        record(first, due(1, EventType.DEFERRED, Duration.ZERO));
        leaseOne();
        clock.advance(PAST_TTL);

        assertThat(types(outbox.recover(MANY))).containsExactly(EventType.RECOVERED);
    }

    @Test
    void lostFilingAndResolvingIsSimplyDueAgain() {
        SealedLetter letter = inDoubt(toThree(1).withSentCopy());
        outbox.settle(letter.id(), SubmissionState.SUBMITTING, step(2, EventType.SUBMITTED));
        leaseOne(Desk.DOUBT);
        leaseOne(Desk.FILING);
        List<Event> before = ledger();
        clock.advance(PAST_TTL);

        assertThat(types(outbox.recover(MANY)))
                .as("of the third recipient, which was leased for submission")
                .containsExactly(EventType.RECOVERED);

        assertThat(ledger()).hasSize(before.size() + 1);
        assertThat(found(letter).sentCopy().state()).isEqualTo(SentCopyState.PENDING);
        assertThat(leaseOne(Desk.DOUBT).items()).extracting(Item::number).containsExactly(1);
        assertThat(leaseOne(Desk.FILING).items()).extracting(Item::number).containsExactly(Item.SENT_COPY);
    }

    @Test
    void recoversNoMoreThanAskedFor() {
        accept(toThree(1));
        leaseOne();
        clock.advance(PAST_TTL);

        assertThat(outbox.recover(2)).hasSize(2);
        assertThat(outbox.recover(2)).hasSize(1);
        assertThat(outbox.recover(2)).isEmpty();
    }

    @Test
    void whatIsRecoveredIsRecoveredOnce() {
        for (int number = 1; number <= 20; number++) {
            accept(Letters.number(number));
        }
        lease(Desk.SUBMISSION);
        clock.advance(PAST_TTL);

        List<List<Event>> all = Crowd.of(4).each(node -> outbox.recover(MANY));
        List<Event> rest = outbox.recover(MANY);

        assertThat(all.stream().mapToInt(List::size).sum() + rest.size()).isEqualTo(20);
    }
}
