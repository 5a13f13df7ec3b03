package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Acceptance.Accepted;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.Letters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The chapter about {@code lease}, {@code renew} and {@code intend}. */
abstract class OutboxLeasing extends OutboxAccepting {
    private void assertLeasedWhole(Lease lease, SealedLetter letter) throws IOException {
        assertThat(lease.desk()).isEqualTo(Desk.SUBMISSION);
        assertThat(lease.takenAt()).isEqualTo(clock.instant());
        assertThat(lease.letter().id()).isEqualTo(letter.id());
        assertThat(octets(lease.letter().wire())).isEqualTo(octets(letter.wire()));
        assertThat(lease.items()).extracting(Item::number).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void leasesEveryDueItemOfALetterTogether() throws IOException {
        SealedLetter letter = accept(toThree(1).withSentCopy());
        clock.advance(LATER);

        Lease lease = leaseOne();

        assertLeasedWhole(lease, letter);
        assertThat(lease.items()).allSatisfy(item -> {
            assertThat(item.state()).isEqualTo(SubmissionState.SUBMITTING);
            assertThat(item.since()).isEqualTo(clock.instant());
            assertThat(item.attempts()).isEqualTo(1);
            assertThat(item.hold().fence()).isEqualTo(lease.fence());
            assertThat(item.hold().until()).contains(clock.instant().plus(TTL));
            assertThat(item.hold().intended()).isFalse();
        });
    }

    private Accepted acceptAndLease(SealedLetter letter) {
        Acceptance acceptance = outbox.acceptAndLease(letter, TTL);
        assertThat(acceptance).isInstanceOf(Accepted.class);
        assertThat(types(((Accepted) acceptance).events())).containsOnly(EventType.ACCEPTED);
        return (Accepted) acceptance;
    }

    private Lease leaseWithItsAcceptance(SealedLetter letter) {
        Accepted accepted = acceptAndLease(letter);
        assertThat(accepted.lease().isPresent())
                .as("leased with its acceptance")
                .isEqualTo(leasesWhatItAccepts());
        return accepted.lease().orElseGet(this::leaseOne);
    }

    @Test
    void leasesALetterWithItsAcceptance() throws IOException {
        SealedLetter letter = toThree(1).withSentCopy().seal();

        Lease lease = leaseWithItsAcceptance(letter);

        assertLeasedWhole(lease, letter);
        assertThat(lease.items()).allSatisfy(item -> {
            assertThat(item.state()).isEqualTo(SubmissionState.SUBMITTING);
            assertThat(item.attempts()).isEqualTo(1);
            assertThat(item.hold().until()).contains(clock.instant().plus(TTL));
        });
        assertThat(types(ledger()))
                .containsExactly(
                        EventType.ACCEPTED,
                        EventType.ACCEPTED,
                        EventType.ACCEPTED,
                        EventType.SUBMITTING,
                        EventType.SUBMITTING,
                        EventType.SUBMITTING);
        assertThat(lease(Desk.SUBMISSION)).as("nobody else gets it").isEmpty();
        assertThat(outbox.backlog()).isZero();
    }

    @Test
    void aLeaseTakenWithTheAcceptanceIsLikeAnyOther() {
        SealedLetter letter = toThree(1).withSentCopy().seal();
        Lease lease = leaseWithItsAcceptance(letter);

        assertThat(outbox.renew(lease, TTL)).isTrue();
        assertThat(outbox.intend(lease, List.of(1, 2))).isTrue();
        record(lease, step(1, EventType.SUBMITTED), due(3, EventType.DEFERRED, LATER));
        restart();
        clock.advance(PAST_TTL);
        outbox.recover(MANY);

        assertThat(found(letter).recipients())
                .extracting(RecipientView::submission)
                .containsExactly(SubmissionState.SUBMITTED, SubmissionState.IN_DOUBT, SubmissionState.DEFERRED);
        assertThat(outbox.intend(lease, List.of(2))).as("it has run out").isFalse();
        assertThat(leaseOne(Desk.FILING).items()).extracting(Item::number).containsExactly(Item.SENT_COPY);
        clock.advance(LATER);
        assertThat(leaseOne().items()).extracting(Item::number).containsExactly(3);
    }

    @Test
    void whatIsNotDueIsNotLeasedWithItsAcceptance() {
        Accepted accepted =
                acceptAndLease(Letters.number(1).at(clock.instant().plus(LATER)).seal());

        assertThat(accepted.lease()).isEmpty();
        assertThat(lease(Desk.SUBMISSION)).isEmpty();
        clock.advance(LATER);
        assertThat(lease(Desk.SUBMISSION)).hasSize(1);
    }

    @Test
    void aKeyThatIsKnownLeasesNothing() {
        SealedLetter first =
                accept(Letters.number(1).key("invoice-1").subject("x").body("y"));
        SealedLetter again =
                Letters.number(2).key("invoice-1").subject("x").body("y").seal();

        assertThat(outbox.acceptAndLease(again, TTL)).isEqualTo(new Acceptance.Known(first.id()));
        assertThat(leaseOne().letter().id()).isEqualTo(first.id());
    }

    @Test
    void countsTheAttemptInAnEventBeforeAnythingIsDone() {
        SealedLetter letter = accept(toThree(1));
        int before = ledger().size();

        leaseOne();

        List<Event> written = ledger().subList(before, ledger().size());
        assertThat(types(written)).containsOnly(EventType.SUBMITTING);
        assertThat(written).extracting(Event::recipient).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(written)
                .allSatisfy(event -> assertThat(event.fact(Fact.ATTEMPT)).contains("1"));
        assertThat(view(letter, 2).attempts()).isEqualTo(1);
    }

    @Test
    void anotherAttemptHasTheNextNumber() {
        SealedLetter letter = accept(Letters.number(1));
        record(leaseOne(), due(1, EventType.DEFERRED, LATER));
        clock.advance(LATER);

        Lease second = leaseOne();

        assertThat(second.items().get(0).attempts()).isEqualTo(2);
        assertThat(ledger().get(ledger().size() - 1).fact(Fact.ATTEMPT)).contains("2");
        assertThat(view(letter, 1).attempts()).isEqualTo(2);
    }

    @Test
    void nothingIsLeasedBeforeItIsDue() {
        accept(Letters.number(1).at(clock.instant().plus(LATER)));

        assertThat(lease(Desk.SUBMISSION)).isEmpty();
        clock.advance(LATER);
        assertThat(lease(Desk.SUBMISSION)).hasSize(1);
    }

    @Test
    void thoseDueLongestAreLeasedFirst() {
        for (int number = 1; number <= 5; number++) {
            // accepted in another order than due
            accept(Letters.number(number).at(clock.instant().minusSeconds(number * 10L)));
        }

        assertThat(leasedLetters(2)).containsExactly(Letters.id(5), Letters.id(4));
        assertThat(leasedLetters(2)).containsExactly(Letters.id(3), Letters.id(2));
        assertThat(leasedLetters(2)).containsExactly(Letters.id(1));
        assertThat(leasedLetters(2)).isEmpty();
    }

    private List<LetterId> leasedLetters(int maxLetters) {
        return outbox.lease(Desk.SUBMISSION, maxLetters, MANY, TTL).stream()
                .map(lease -> lease.letter().id())
                .toList();
    }

    @Test
    void aLeaseHasNoMoreItemsThanAskedFor() {
        accept(toThree(1));

        List<Lease> first = outbox.lease(Desk.SUBMISSION, 1, 2, TTL);
        List<Lease> second = outbox.lease(Desk.SUBMISSION, 1, 2, TTL);

        assertThat(first).hasSize(1);
        assertThat(second).hasSize(1);
        assertThat(first.get(0).items()).hasSize(2);
        assertThat(second.get(0).items()).hasSize(1);
        assertThat(second.get(0).fence()).isNotEqualTo(first.get(0).fence());
        assertThat(lease(Desk.SUBMISSION)).isEmpty();
    }

    @Test
    void theLeasesOfOneClaimHoldAFewMegabytesHoweverBigTheLetters() throws IOException {
        String body = ("0123456789".repeat(60) + "\r\n").repeat(100);
        for (int number = 1; number <= 100; number++) {
            accept(Letters.number(number).body(body));
        }
        restart();

        List<Lease> leases = lease(Desk.SUBMISSION);

        assertThat(leases).hasSize(100);
        assertThat(leases.stream()
                        .mapToLong(lease -> lease.letter().wire().held())
                        .sum())
                .isLessThanOrEqualTo(4 << 20);
        for (Lease lease : leases) {
            assertThat(octets(lease.letter().wire()))
                    .hasSize((int) lease.letter().wire().size())
                    .hasSizeGreaterThan(60_000);
        }
    }

    @Test
    void whatIsLeasedIsNotLeasedAgain() {
        accept(toThree(1));
        leaseOne();

        assertThat(lease(Desk.SUBMISSION)).isEmpty();
        restart();
        assertThat(lease(Desk.SUBMISSION)).isEmpty();
    }

    @Test
    void manyWorkersNeverShareAnItem() {
        int letters = 60;
        for (int number = 1; number <= letters; number++) {
            accept(toThree(number));
        }

        List<List<Lease>> all = Crowd.of(8).each(worker -> {
            List<Lease> mine = new ArrayList<>();
            List<Lease> some = outbox.lease(Desk.SUBMISSION, 3, 2, TTL);
            while (!some.isEmpty()) {
                mine.addAll(some);
                some = outbox.lease(Desk.SUBMISSION, 3, 2, TTL);
            }
            return mine;
        });
        // a worker may find nothing while another one holds a row that it is about to leave
        all = new ArrayList<>(all);
        for (List<Lease> rest = lease(Desk.SUBMISSION); !rest.isEmpty(); rest = lease(Desk.SUBMISSION)) {
            all.add(rest);
        }

        List<Lease> leases = all.stream().flatMap(List::stream).toList();
        assertThat(leases).extracting(Lease::fence).doesNotHaveDuplicates();
        assertThat(leases.stream().flatMap(lease -> lease.items().stream()))
                .extracting(item -> item.letter() + "/" + item.number())
                .doesNotHaveDuplicates()
                .hasSize(letters * 3);
    }

    @Test
    void aRenewedLeaseLastsLonger() {
        accept(Letters.number(1));
        Lease lease = leaseOne();
        clock.advance(TTL.minusSeconds(1));

        assertThat(outbox.renew(lease, TTL)).isTrue();

        clock.advance(TTL.minusSeconds(1));
        assertThat(outbox.recover(MANY)).isEmpty();
        assertThat(outbox.intend(lease, List.of(1))).isTrue();
    }

    @Test
    void aLeaseWithSomeItemsLeftIsRenewed() {
        accept(toThree(1));
        Lease lease = leaseOne();
        record(lease, step(1, EventType.SUBMITTED));

        assertThat(outbox.renew(lease, TTL)).isTrue();
    }

    @Test
    void aLeaseGivenBackIsNotRenewed() {
        accept(Letters.number(1));
        Lease lease = leaseOne();
        record(lease, due(1, EventType.RELEASED, LATER));

        assertThat(outbox.renew(lease, TTL)).isFalse();
    }

    @Test
    void aLeaseTakenOverIsNotRenewed() {
        Lease old = takenOver(Letters.number(1));

        assertThat(outbox.renew(old, TTL)).isFalse();
    }

    /** A lease whose worker slept so long that somebody else has the letter now. */
    Lease takenOver(Letters described) {
        accept(described);
        Lease old = leaseOne();
        clock.advance(PAST_TTL);
        outbox.recover(MANY);
        Lease taker = leaseOne();
        assertThat(taker.fence()).isNotEqualTo(old.fence());
        return old;
    }

    @Test
    void intentIsWrittenForTheItemsNamed() {
        accept(toThree(1));
        Lease lease = leaseOne();
        int before = ledger().size();

        assertThat(outbox.intend(lease, List.of(1, 3))).isTrue();

        List<Event> written = ledger().subList(before, ledger().size());
        assertThat(types(written)).containsExactly(EventType.INTENDED, EventType.INTENDED);
        assertThat(written).extracting(Event::recipient).containsExactlyInAnyOrder(1, 3);
    }

    @Test
    void intentIsForAllItemsOrForNone() {
        accept(toThree(1));
        Lease lease = leaseOne();
        record(lease, step(2, EventType.REJECTED));

        assertIntentRefused(lease, IntStream.rangeClosed(1, 3).boxed().toList());
        clock.advance(PAST_TTL);
        assertThat(types(outbox.recover(MANY)))
                .as("no intent was kept for the others")
                .containsExactly(EventType.RECOVERED, EventType.RECOVERED);
    }

    @Test
    void intentIsRefusedForAnItemThatIsNotThere() {
        accept(toThree(1));

        assertIntentRefused(leaseOne(), List.of(1, 4));
    }

    @Test
    void intentIsRefusedOnceTheLeaseHasRunOut() {
        accept(Letters.number(1));
        Lease lease = leaseOne();
        clock.advance(PAST_TTL);

        assertIntentRefused(lease, List.of(1));
    }

    @Test
    void intentIsRefusedAfterATakeover() {
        assertIntentRefused(takenOver(Letters.number(1)), List.of(1));
    }

    @Test
    void intentIsRefusedAfterAnOperatorStepped() {
        SealedLetter letter = accept(Letters.number(1));
        Lease lease = leaseOne();
        Optional<List<Event>> held = outbox.settle(letter.id(), SubmissionState.SUBMITTING, step(1, EventType.HELD));
        assertThat(held).isPresent();

        assertIntentRefused(lease, List.of(1));
    }

    private void assertIntentRefused(Lease lease, List<Integer> items) {
        List<Event> before = ledger();
        assertThat(outbox.intend(lease, items)).isFalse();
        assertThat(ledger()).isEqualTo(before);
    }

    @Test
    void intentSurvivesARestart() {
        accept(Letters.number(1));
        Lease lease = leaseOne();
        assertThat(outbox.intend(lease, List.of(1))).isTrue();
        restart();

        clock.advance(PAST_TTL);

        assertThat(types(outbox.recover(MANY))).containsExactly(EventType.IN_DOUBT);
    }
}
