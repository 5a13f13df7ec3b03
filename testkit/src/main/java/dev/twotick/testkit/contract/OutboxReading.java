package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.Stocktake;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.Letters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The chapter about {@code list}, {@code events}, {@code stocktake}, {@code findByMessageId} and watermarks. */
abstract class OutboxReading extends OutboxEvidence {
    private static final DeliveryQuery ALL = DeliveryQuery.ALL;

    @Test
    void theTimelineOfALetterIsItsOwn() {
        SealedLetter one = accept(toThree(1));
        SealedLetter other = accept(toThree(2));
        lease(Desk.SUBMISSION);

        assertThat(found(one).events())
                .isEqualTo(ledger().stream()
                        .filter(event -> event.letter().equals(one.id()))
                        .toList());
        assertThat(found(other).events()).hasSize(6);
    }

    @Test
    void listsLettersInTheOrderOfTheirAcceptance() {
        for (int number = 1; number <= 5; number++) {
            accept(toThree(number));
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(ids(ALL)).containsExactly(Letters.id(1), Letters.id(2), Letters.id(3), Letters.id(4), Letters.id(5));
        assertThat(ids(query(Optional.empty(), false, Optional.empty(), 2)))
                .containsExactly(Letters.id(1), Letters.id(2));
        assertThat(ids(query(Optional.empty(), false, Optional.of(Letters.id(2)), 2)))
                .containsExactly(Letters.id(3), Letters.id(4));
        assertThat(ids(query(Optional.empty(), false, Optional.of(Letters.id(5)), 2)))
                .isEmpty();
    }

    @Test
    void listsWholeViews() {
        SealedLetter letter = submitted(toThree(1));

        List<Delivery> listed = outbox.list(ALL);

        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).recipients()).isEqualTo(found(letter).recipients());
        assertThat(listed.get(0).events()).isEqualTo(found(letter).events());
        assertThat(listed.get(0).letter().envelope()).isEqualTo(letter.envelope());
    }

    @Test
    void listsByTheStateOfTheSubmission() {
        submitted(Letters.number(1));
        submitted(toThree(2));
        accept(Letters.number(3));

        assertThat(ids(query(Optional.of(SubmissionState.SUBMITTED), false, Optional.empty(), 10)))
                .containsExactly(Letters.id(1), Letters.id(2));
        assertThat(ids(query(Optional.of(SubmissionState.SUBMITTING), false, Optional.empty(), 10)))
                .containsExactly(Letters.id(2));
        assertThat(ids(query(Optional.of(SubmissionState.HELD), false, Optional.empty(), 10)))
                .isEmpty();
    }

    @Test
    void listsByConfirmationOfTheSameRecipient() {
        SealedLetter letter = submitted(toThree(1));
        outbox.addEvidence(evidence("a", letter, EvidenceLevel.DELIVERED));
        accept(Letters.number(2));

        assertThat(ids(new DeliveryQuery(
                        Optional.empty(), Optional.of(Confirmation.DELIVERED), false, Optional.empty(), 10)))
                .containsExactly(Letters.id(1));
        assertThat(ids(new DeliveryQuery(
                        Optional.of(SubmissionState.SUBMITTED),
                        Optional.of(Confirmation.DELIVERED),
                        false,
                        Optional.empty(),
                        10)))
                .containsExactly(Letters.id(1));
        assertThat(ids(new DeliveryQuery(
                        Optional.of(SubmissionState.SUBMITTING),
                        Optional.of(Confirmation.DELIVERED),
                        false,
                        Optional.empty(),
                        10)))
                .as("one recipient is submitting and another one delivered, but no one is both")
                .isEmpty();
    }

    @Test
    void listsWhatIsOverdue() {
        submitted(proven(1));
        submitted(Letters.number(2));
        clock.advance(Duration.ofDays(1));
        outbox.markOverdue(MANY);

        assertThat(ids(query(Optional.empty(), true, Optional.empty(), 10))).containsExactly(Letters.id(1));
    }

    @Test
    void listsByWhatAllEvidenceTogetherSays() {
        SealedLetter letter = submitted(proven(1));
        outbox.addEvidence(evidence("a", letter, EvidenceLevel.DELIVERED));
        outbox.addEvidence(evidence("b", letter, EvidenceLevel.DELAYED));

        assertThat(ids(new DeliveryQuery(
                        Optional.empty(), Optional.of(Confirmation.DELIVERED), false, Optional.empty(), 10)))
                .containsExactly(letter.id());
    }

    private static DeliveryQuery query(
            Optional<SubmissionState> state, boolean overdue, Optional<LetterId> after, int limit) {
        return new DeliveryQuery(state, Optional.empty(), overdue, after, limit);
    }

    private List<LetterId> ids(DeliveryQuery query) {
        return outbox.list(query).stream()
                .map(delivery -> delivery.letter().id())
                .toList();
    }

    @Test
    void theNewestEventIsKnownByItsNumber() {
        assertThat(outbox.lastSeq()).isZero();
        accept(toThree(1));
        assertThat(outbox.lastSeq()).isEqualTo(ledger().get(2).seq());
        assertThat(outbox.events(outbox.lastSeq(), 5)).isEmpty();
    }

    @Test
    void theLedgerIsReadPageByPage() {
        for (int number = 1; number <= 4; number++) {
            accept(toThree(number));
        }
        List<Event> pages = new ArrayList<>();
        List<Event> page = outbox.events(0, 5);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(5);
            pages.addAll(page);
            page = outbox.events(page.get(page.size() - 1).seq(), 5);
        }

        assertThat(pages).hasSize(12).isEqualTo(ledger());
        assertThat(pages).extracting(Event::seq).isSorted().doesNotHaveDuplicates();
        restart();
        assertThat(ledger()).isEqualTo(pages);
        accept(Letters.number(5));
        assertThat(ledger()).startsWith(pages.toArray(new Event[0])).hasSize(13);
    }

    @Test
    void whoeverFollowsTheLedgerMissesNothing() {
        int writers = 7;
        int each = 15;
        List<List<Event>> results = Crowd.of(writers + 1).each(number -> {
            if (number > writers) {
                return follow(writers * each);
            }
            for (int i = 0; i < each; i++) {
                accept(Letters.number(number * 100 + i));
            }
            return List.of();
        });

        List<Event> followed = results.get(writers);
        assertThat(followed).extracting(Event::letter).doesNotHaveDuplicates();
        assertThat(followed).isEqualTo(ledger());
    }

    /** Reads on from the last event seen, as a listener does; an event that appears behind that is missed. */
    private List<Event> follow(int count) {
        List<Event> seen = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (seen.size() < count && System.nanoTime() < end) {
            seen.addAll(
                    outbox.events(seen.isEmpty() ? 0 : seen.get(seen.size() - 1).seq(), 10));
        }
        return seen;
    }

    @Test
    void countsWhereEverybodyStands() {
        Instant first = clock.instant();
        SealedLetter letter = submitted(proven(1));
        clock.advance(LATER);
        submitted(proven(2).at(clock.instant()));
        submitted(Letters.number(3));
        accept(toThree(4).assurance(Assurance.delivered().within(Duration.ofDays(30))));

        Stocktake stock = outbox.stocktake();

        assertThat(stock.in(SubmissionState.SUBMITTED)).isEqualTo(3);
        assertThat(stock.in(SubmissionState.QUEUED)).isEqualTo(3);
        assertThat(stock.in(SubmissionState.HELD)).isZero();
        assertThat(stock.unconfirmed()).isEqualTo(2);
        assertThat(stock.oldestUnconfirmed()).contains(first);
        assertThat(stock.overdue()).isZero();
        assertThat(stock.unmatched()).isZero();

        outbox.addEvidence(evidence("a", letter, EvidenceLevel.DELIVERED));
        clock.advance(Duration.ofDays(1));
        outbox.markOverdue(MANY);
        Stocktake later = outbox.stocktake();
        assertThat(later.unconfirmed()).as("overdue ones included").isEqualTo(1);
        assertThat(later.oldestUnconfirmed()).contains(first.plus(LATER));
        assertThat(later.overdue()).isEqualTo(1);
    }

    @Test
    void anEmptyOutboxCountsNothing() {
        Stocktake stock = outbox.stocktake();

        assertThat(stock.unconfirmed()).isZero();
        assertThat(stock.oldestUnconfirmed()).isEmpty();
        for (SubmissionState state : SubmissionState.values()) {
            assertThat(stock.in(state)).isZero();
        }
    }

    @Test
    void findsALetterByItsMessageId() {
        SealedLetter letter = accept(Letters.number(1));
        accept(Letters.number(2));

        assertThat(outbox.findByMessageId(letter.messageId())).contains(letter.id());
        assertThat(outbox.findByMessageId("<nobody@x.example>")).isEmpty();
    }

    @Test
    void aMessageIdThatSeveralLettersBearNamesNone() {
        SealedLetter one = accept(Letters.number(1));
        SealedLetter other = Letters.number(2).seal();
        outbox.accept(new SealedLetter(
                other.id(),
                other.acceptedAt(),
                other.envelope(),
                one.messageId(),
                true,
                other.wire(),
                other.bccFields(),
                other.key(),
                other.contentDigest(),
                other.tags(),
                other.terms(),
                other.tokenKey()));

        assertThat(outbox.findByMessageId(one.messageId())).isEmpty();
    }

    @Test
    void remembersThePlaceOfEachSource() {
        String longName = "receipts:" + "x".repeat(291);
        String longValue = "ü".repeat(1000);
        assertThat(outbox.watermark("receipts")).isEmpty();

        outbox.watermark("receipts", "1;7");
        outbox.watermark("receipts", "1;8");
        outbox.watermark(longName, longValue);
        restart();

        assertThat(outbox.watermark("receipts")).contains("1;8");
        assertThat(outbox.watermark(longName)).contains(longValue);
        assertThat(outbox.watermark("Receipts")).isEmpty();
    }

    @Test
    void isClosedAsOftenAsOneLikes() {
        outbox.close();
        outbox.close();
    }

    @Test
    void aRestartIsARestart() {
        if (outbox.durable()) {
            var before = outbox;
            restart();
            assertThat(outbox)
                    .as("a durable outbox shows by reopen() what survives")
                    .isNotSameAs(before);
            assertThat(outbox.durable()).isTrue();
        }
    }
}
