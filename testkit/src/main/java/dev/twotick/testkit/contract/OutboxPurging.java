package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.letter.Handling;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance.KeyTaken;
import dev.twotick.outbox.Acceptance.Known;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Retention;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Tombstone;
import dev.twotick.outbox.Transition;
import dev.twotick.testkit.Letters;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The chapter about {@code purge} and {@code tombstone}. */
abstract class OutboxPurging extends OutboxOperating {
    private static final Duration BODIES = Duration.ofDays(7);
    private static final Duration LETTERS = Duration.ofDays(30);
    private static final Duration TOMBSTONES = Duration.ofDays(90);
    private static final Retention RETENTION = new Retention(BODIES, LETTERS, TOMBSTONES);

    private void purgeAll() {
        int rounds = 0;
        while (outbox.purge(RETENTION, MANY) == MANY) {
            assertThat(++rounds).isLessThan(10);
        }
    }

    private static Letters keyed(int number) {
        return Letters.number(number).key("order-1").subject("x").body("y");
    }

    @Test
    void bytesGoFirstAndAllElseStays() {
        SealedLetter letter = accept(toThree(1));
        record(leaseOne(), step(1, EventType.SUBMITTED), step(2, EventType.REJECTED), step(3, EventType.REJECTED));
        Delivery before = found(letter);
        clock.advance(BODIES.minusMillis(1));
        purgeAll();
        assertThat(found(letter).letter().wire().available()).isTrue();

        clock.advance(Duration.ofMillis(1));
        purgeAll();

        Delivery after = found(letter);
        assertThat(after.recipients()).isEqualTo(before.recipients());
        assertThat(after.events()).isEqualTo(before.events());
        assertThat(after.letter().envelope()).isEqualTo(letter.envelope());
        assertThat(after.letter().wire().size()).isEqualTo(letter.wire().size());
        assertThat(after.letter().wire().available()).isFalse();
        assertThatThrownBy(() -> after.letter().wire().open())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(letter.id().value());
        assertThat(outbox.tombstone(letter.id())).isEmpty();
    }

    @Test
    void theLetterGoesLaterAndLeavesATombstone() {
        SealedLetter letter = submitted(keyed(1).handling(Handling.USUAL.withTenant("acme")));
        SealedLetter younger = accept(Letters.number(2));
        Instant end = clock.instant();
        long seq = outbox.lastSeq();
        clock.advance(LETTERS);
        purgeAll();
        restart();

        assertThat(outbox.find(letter.id())).isEmpty();
        assertThat(outbox.findByMessageId(letter.messageId())).isEmpty();
        assertThat(outbox.tombstone(letter.id()))
                .contains(new Tombstone(
                        letter.id(), "acme", letter.key(), letter.contentDigest(), letter.messageId(), 1, end));
        assertThat(outbox.list(DeliveryQuery.ALL))
                .extracting(delivery -> delivery.letter().id())
                .containsExactly(younger.id());
        assertThat(ledger()).extracting(Event::letter).containsOnly(younger.id());
        assertThat(outbox.lastSeq()).as("numbers are not used again").isEqualTo(seq);
        assertThat(outbox.addEvidence(evidence("a", letter, EvidenceLevel.DELIVERED)))
                .isEmpty();
        assertThat(outbox.settle(letter.id(), SubmissionState.SUBMITTED, step(1, EventType.HELD)))
                .isEmpty();
    }

    @Test
    void theNumbersOfEventsGoOnAfterEverythingIsPurged() {
        submitted(Letters.number(1));
        long seq = outbox.lastSeq();
        clock.advance(LETTERS);
        purgeAll();
        assertThat(ledger()).isEmpty();
        restart();

        accept(Letters.number(2));

        assertThat(ledger())
                .singleElement()
                .satisfies(event -> assertThat(event.seq()).isGreaterThan(seq));
    }

    @Test
    void aKeyStaysTakenUntilTheTombstoneIsGone() {
        SealedLetter first = submitted(keyed(1));
        clock.advance(LETTERS);
        purgeAll();

        assertThat(outbox.accept(keyed(2).seal())).isEqualTo(new Known(first.id()));
        assertThat(outbox.accept(keyed(2).subject("z").seal())).isEqualTo(new KeyTaken(first.id()));
        clock.advance(TOMBSTONES.minus(LETTERS));
        purgeAll();

        assertThat(outbox.tombstone(first.id())).isEmpty();
        accept(keyed(2));
    }

    @Test
    void anIdIsNotGivenAgainWhileItsTombstoneStands() {
        submitted(Letters.number(1));
        clock.advance(LETTERS);
        purgeAll();
        SealedLetter again = Letters.number(1).seal();

        assertThatThrownBy(() -> outbox.accept(again)).isInstanceOf(OutboxException.class);
    }

    @Test
    void keysAreTheTenants() {
        accept(keyed(1).handling(Handling.USUAL.withTenant("a")));
        accept(keyed(2).handling(Handling.USUAL.withTenant("b")));

        assertThat(outbox.accept(
                        keyed(3).handling(Handling.USUAL.withTenant("b")).seal()))
                .isEqualTo(new Known(Letters.id(2)));
    }

    @Test
    void whatHasNotEndedIsNeverTouched() {
        accept(Letters.number(1));
        accept(Letters.number(2));
        accept(Letters.number(3));
        accept(Letters.number(4).withSentCopy());
        var leases = lease(Desk.SUBMISSION);
        record(leases.get(0), due(1, EventType.DEFERRED, LATER));
        record(leases.get(1), due(1, EventType.IN_DOUBT, LATER));
        record(leases.get(2), step(1, EventType.HELD));
        record(leases.get(3), step(1, EventType.SUBMITTED));
        accept(toThree(5));
        record(leaseOne(), step(1, EventType.SUBMITTED));
        accept(Letters.number(6));
        clock.advance(Duration.ofDays(400));
        purgeAll();
        purgeAll();

        assertThat(outbox.list(DeliveryQuery.ALL))
                .hasSize(6)
                .allSatisfy(delivery ->
                        assertThat(delivery.letter().wire().available()).isTrue());
    }

    @Test
    void aLetterThatAwaitsItsProofHasNotEnded() {
        SealedLetter letter = submitted(proven(1));
        clock.advance(TOMBSTONES);
        purgeAll();
        assertThat(found(letter).letter().wire().available()).isTrue();

        outbox.markOverdue(MANY);
        clock.advance(LETTERS);
        purgeAll();

        assertThat(outbox.find(letter.id())).isEmpty();
    }

    @Test
    void theTimeCountsFromTheEndAndNotFromTheAcceptance() {
        SealedLetter letter = accept(Letters.number(1));
        clock.advance(Duration.ofDays(400));
        purgeAll();
        record(leaseOne(), step(1, EventType.SUBMITTED));
        purgeAll();
        clock.advance(LETTERS.minusMillis(1));
        purgeAll();
        assertThat(found(letter).letter().wire().available()).isFalse();

        clock.advance(Duration.ofMillis(1));
        purgeAll();

        assertThat(outbox.find(letter.id())).isEmpty();
    }

    @Test
    void aLetterTriedAgainIsNoLongerAtItsEnd() {
        SealedLetter letter = accept(Letters.number(1));
        record(leaseOne(), step(1, EventType.REJECTED));
        clock.advance(BODIES);
        outbox.settle(letter.id(), SubmissionState.REJECTED, due(1, EventType.REQUEUED, Duration.ZERO));
        purgeAll();

        assertThat(found(letter).letter().wire().available()).isTrue();
        assertThat(lease(Desk.SUBMISSION)).hasSize(1);
    }

    @Test
    void looksAtNoMoreThanAskedFor() {
        for (int number = 1; number <= 5; number++) {
            submitted(Letters.number(number));
        }
        clock.advance(BODIES);

        assertThat(outbox.purge(RETENTION, 2)).isEqualTo(2);
        assertThat(outbox.list(DeliveryQuery.ALL))
                .filteredOn(delivery -> !delivery.letter().wire().available())
                .hasSizeLessThanOrEqualTo(2);
        purgeAll();
        assertThat(outbox.list(DeliveryQuery.ALL))
                .allSatisfy(delivery ->
                        assertThat(delivery.letter().wire().available()).isFalse());
    }

    @Test
    void queueIdsAndUnmatchedClaimsAreForgottenWithTheLetters() {
        accept(Letters.number(1));
        record(leaseOne(), Transition.to(1, EventType.SUBMITTED, Map.of(Fact.QUEUE_ID, "4X")));
        outbox.keepUnmatched(
                Claim.of(EvidenceLevel.DELIVERED, "dsn", "stray-1")
                        .finalRecipient(Optional.of("nobody@x.example"))
                        .build(),
                clock.instant());
        clock.advance(LETTERS.minusMillis(1));
        purgeAll();
        assertThat(outbox.stocktake().unmatched()).isEqualTo(1);

        clock.advance(Duration.ofMillis(1));
        purgeAll();

        assertThat(outbox.findByQueueId("4X")).isEmpty();
        assertThat(outbox.stocktake().unmatched()).isZero();
    }

    @Test
    void anUnknownLetterHasNoTombstone() {
        assertThat(outbox.tombstone(Letters.id(1))).isEqualTo(Optional.empty());
        assertThat(outbox.purge(RETENTION, 1)).isZero();
    }
}
