package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.Handling;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Lease;
import dev.twotick.testkit.Letters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The chapter about whose turn it is, about {@code notBefore} and about {@code backlog}. */
abstract class OutboxTurns extends OutboxReading {
    private static final int HIGH = 5;
    private static final int LOW = -5;

    private void fill(int from, int count, Handling handling) {
        for (int number = from; number < from + count; number++) {
            accept(Letters.number(number).handling(handling));
        }
    }

    private List<LetterId> claim(int letters) {
        return outbox.lease(Desk.SUBMISSION, letters, MANY, TTL).stream()
                .map(lease -> lease.letter().id())
                .toList();
    }

    private static List<LetterId> ids(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(Letters::id).toList();
    }

    @Test
    void aTenantWithOneLetterDoesNotWaitForOneWithMany() {
        fill(1, 50, Handling.USUAL.withTenant("huge"));
        fill(100, 1, Handling.USUAL.withTenant("small"));

        assertThat(claim(10)).hasSize(10).contains(Letters.id(100));
    }

    @Test
    void tenantsTakeTurnsFromClaimToClaim() {
        fill(1, 10, Handling.USUAL.withTenant("a"));
        fill(11, 10, Handling.USUAL.withTenant("b"));
        fill(21, 10, Handling.USUAL.withTenant("c"));
        List<LetterId> claimed = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            claimed.addAll(claim(1));
        }

        assertThat(claimed)
                .containsExactlyInAnyOrder(
                        Letters.id(1), Letters.id(2), Letters.id(11), Letters.id(12), Letters.id(21), Letters.id(22));
        assertThat(claimed.subList(0, 3)).containsExactlyInAnyOrder(Letters.id(1), Letters.id(11), Letters.id(21));
    }

    @Test
    void manyTenantsAreAllServedOnceBeforeAnyIsServedTwice() {
        for (int tenant = 0; tenant < 30; tenant++) {
            fill(1 + 3 * tenant, 3, Handling.USUAL.withTenant("t" + tenant));
        }
        Set<String> served = new HashSet<>();
        for (int i = 0; i < 6; i++) {
            outbox.lease(Desk.SUBMISSION, 5, MANY, TTL)
                    .forEach(lease ->
                            served.add(lease.letter().terms().handling().tenant()));
        }

        assertThat(served).hasSize(30);
    }

    @Test
    void ranksShareTheTurnsEightToFourToOne() {
        fill(1, 30, Handling.USUAL.withPriority(LOW));
        fill(101, 30, Handling.USUAL);
        fill(201, 30, Handling.USUAL.withPriority(HIGH));

        List<LetterId> claimed = claim(26);

        assertThat(claimed)
                .hasSize(26)
                .containsAll(ids(201, 16))
                .containsAll(ids(101, 8))
                .containsAll(ids(1, 2));
    }

    @Test
    void claimsOfOneLetterKeepTheShares() {
        fill(1, 5, Handling.USUAL.withPriority(LOW));
        fill(101, 30, Handling.USUAL.withPriority(HIGH));
        List<LetterId> claimed = new ArrayList<>();
        for (int i = 0; i < 18; i++) {
            claimed.addAll(claim(1));
        }

        assertThat(claimed).hasSize(18).contains(Letters.id(1), Letters.id(2)).doesNotContain(Letters.id(4));
    }

    @Test
    void whatOthersDoNotNeedGoesToWhoHasMore() {
        fill(1, 40, Handling.USUAL.withPriority(LOW));
        fill(101, 2, Handling.USUAL.withPriority(HIGH).withTenant("x"));

        assertThat(claim(20)).hasSize(20).containsAll(ids(101, 2)).containsAll(ids(1, 18));
        assertThat(claim(100)).containsExactlyElementsOf(ids(19, 22));
        assertThat(claim(100)).isEmpty();
    }

    /** Letters that a relay deferred, and that are due again before whatever is accepted from now on. */
    private void fillWithRetries(int from, int count) {
        fill(from, count, Handling.USUAL);
        outbox.lease(Desk.SUBMISSION, count, MANY, TTL)
                .forEach(lease -> record(lease, due(1, EventType.DEFERRED, LATER)));
        clock.advance(LATER.plusSeconds(1));
    }

    private void fillNow(int from, int count) {
        for (int number = from; number < from + count; number++) {
            accept(Letters.number(number).at(clock.instant()));
        }
    }

    @Test
    void whatWasTriedBeforeLeavesNewLettersThreeTurnsInFour() {
        fillWithRetries(1, 40);
        fillNow(101, 30);
        restart();

        assertThat(claim(20)).hasSize(20).containsAll(ids(1, 5)).containsAll(ids(101, 15));
        assertThat(claim(100)).hasSize(50);
    }

    @Test
    void claimsOfOneLetterKeepTheShareOfWhatWasTriedBefore() {
        fillWithRetries(1, 10);
        fillNow(101, 10);
        List<LetterId> claimed = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            claimed.addAll(claim(1));
        }

        assertThat(claimed).hasSize(8).containsAll(ids(1, 2)).containsAll(ids(101, 6));
    }

    @Test
    void anAttemptThatDoesNotCountLeavesALetterAmongTheNewOnes() {
        fillWithRetries(1, 10);
        fillNow(101, 3);
        outbox.lease(Desk.SUBMISSION, 4, MANY, TTL)
                .forEach(lease -> record(lease, due(1, EventType.RELEASED, Duration.ZERO)));

        assertThat(claim(4)).hasSize(4).containsAll(ids(101, 3));
    }

    @Test
    void aLetterToBeKeptIsNotLeasedBeforeItsTime() {
        accept(Letters.number(1)
                .handling(Handling.USUAL.withNotBefore(clock.instant().plus(LATER))));

        assertThat(claim(10)).isEmpty();
        assertThat(outbox.backlog()).isEqualTo(1);
        restart();
        clock.advance(LATER);
        assertThat(claim(10)).containsExactly(Letters.id(1));
    }

    @Test
    void handlingIsGivenBackAsItWas() {
        SealedLetter letter = accept(Letters.number(1)
                .handling(Handling.USUAL
                        .withTenant("acme-2")
                        .withPriority(-3)
                        .withNotBefore(clock.instant().plusMillis(1))
                        .withRequireTls()
                        .withDeliverBy(new Handling.DeliverBy(Duration.ofMinutes(90), true))
                        .withReleaseAt(clock.instant().plus(LATER))));
        restart();

        assertThat(found(letter).letter().terms()).isEqualTo(letter.terms());
    }

    @Test
    void theBacklogIsWhatWaitsForItsSubmission() {
        assertThat(outbox.backlog()).isZero();
        accept(toThree(1));
        accept(Letters.number(2).withSentCopy());
        assertThat(outbox.backlog()).isEqualTo(4);
        restart();
        assertThat(outbox.backlog()).isEqualTo(4);

        Lease lease = outbox.lease(Desk.SUBMISSION, 1, MANY, TTL).get(0);
        assertThat(outbox.backlog()).isEqualTo(1);
        record(lease, due(1, EventType.DEFERRED, LATER), step(2, EventType.SUBMITTED), step(3, EventType.HELD));

        assertThat(outbox.backlog()).isEqualTo(2);
    }
}
