package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import dev.twotick.transport.Phase;
import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionBatch;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchTest {
    private final Bench bench = new Bench();
    private final List<Integer> sizes = new ArrayList<>();

    @AfterEach
    void close() {
        bench.close();
    }

    /** A transport that works on whole batches. */
    private void relay(Consumer<SubmissionBatch> behaviour) {
        bench.relay(new Transport() {
            @Override
            public SubmissionOutcome submit(Submission submission, PointOfNoReturn pointOfNoReturn) {
                throw new AssertionError("a batch was to be submitted");
            }

            @Override
            public void submit(SubmissionBatch batch) {
                sizes.add(batch.submissions().size());
                behaviour.accept(batch);
            }

            @Override
            public void close() {}
        });
    }

    private List<LetterId> accept(int letters) {
        List<LetterId> ids = new ArrayList<>();
        for (int i = 0; i < letters; i++) {
            ids.add(bench.accept(Assurance.submitted(), "r" + i + "@dest.example"));
        }
        return ids;
    }

    private void take(SubmissionBatch batch, Duration each) {
        for (int i = 0; i < batch.submissions().size(); i++) {
            bench.advance(each);
            batch.answer(i, Answers.taken(batch.submissions().get(i), crossing(batch, i)));
        }
    }

    private static PointOfNoReturn crossing(SubmissionBatch batch, int position) {
        return () -> !batch.cross(List.of(position)).isEmpty();
    }

    private List<SubmissionState> states(List<LetterId> ids) {
        return ids.stream().map(id -> bench.view(id).submission()).toList();
    }

    private void workThrough() {
        Clerk dispatcher = bench.dispatcher();
        while (dispatcher.work() > 0) {
            bench.advance(Duration.ofMillis(1));
        }
    }

    @Test
    void aFastRelayGetsManyLettersAtATimeAndASlowOneIsAskedForOne() {
        relay(batch -> take(batch, Duration.ofMillis(1)));
        List<LetterId> fast = accept(300);
        workThrough();
        assertThat(states(fast)).containsOnly(SubmissionState.SUBMITTED);
        assertThat(sizes).contains(32).allMatch(size -> size <= 32);
        sizes.clear();
        bench.relayInstead();
        relay(batch -> take(batch, Duration.ofSeconds(2)));
        List<LetterId> slow = accept(20);
        workThrough();
        assertThat(states(slow)).containsOnly(SubmissionState.SUBMITTED);
        assertThat(sizes).containsOnly(1);
    }

    @Test
    void aRelayThatBecomesSlowGetsSmallerBatches() {
        Duration[] pace = {Duration.ofMillis(5)};
        relay(batch -> take(batch, pace[0]));
        accept(200);
        workThrough();
        pace[0] = Duration.ofMillis(800);
        accept(300);
        workThrough();
        assertThat(sizes.subList(sizes.size() - 20, sizes.size())).containsOnly(1);
    }

    @Test
    void aBatchIsBoundedInOctets() {
        relay(batch -> take(batch, Duration.ofMillis(1)));
        accept(40);
        workThrough();
        sizes.clear();
        String text = "x".repeat(76) + "\n";
        for (int i = 0; i < 8; i++) {
            bench.acceptText(text.repeat(5000), "r" + i + "@dest.example");
        }
        workThrough();
        assertThat(sizes).isNotEmpty().allMatch(size -> size <= 2);
    }

    @Test
    void intentsOfABatchAreDurableTogetherAndEachOnItsOwnCondition() {
        List<Set<Integer>> crossed = new ArrayList<>();
        List<LetterId> ids = new ArrayList<>();
        relay(batch -> {
            if (batch.submissions().size() < 3) {
                take(batch, Duration.ofMillis(1));
                return;
            }
            bench.memory.settle(
                    batch.submissions().get(1).letter(),
                    SubmissionState.SUBMITTING,
                    Transition.to(1, EventType.HELD, Map.of(Fact.REASON, "operator")));
            crossed.add(batch.cross(List.of(0, 1, 2)));
            assertThat(batch.cross(List.of(0))).as("a second crossing").isEmpty();
            for (int i = 0; i < batch.submissions().size(); i++) {
                batch.answer(
                        i,
                        crossed.get(0).contains(i)
                                ? Answers.taken(batch.submissions().get(i), () -> true)
                                : new SubmissionOutcome.Abandoned());
            }
        });
        accept(4);
        workThrough();
        sizes.clear();
        ids.addAll(accept(12));
        bench.dispatcher().work();
        assertThat(crossed).isNotEmpty();
        assertThat(crossed.get(0)).containsExactlyInAnyOrder(0, 2);
        assertThat(states(ids)).contains(SubmissionState.HELD, SubmissionState.SUBMITTED);
    }

    @Test
    void theIntentNamesTheRelaySoThatADoubtAfterACrashDoesToo() {
        relay(batch -> {
            batch.cross(List.of(0));
            bench.advance(bench.options.pace().leaseTtl());
            bench.keepHouse();
        });
        LetterId id = accept(1).get(0);
        bench.dispatcher().work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.IN_DOUBT);
        assertThat(bench.view(id).relay()).contains("relay-1");
    }

    @Test
    void whatTheTransportHadNotComeToIsNotHeldAgainstAnybody() {
        boolean[] broken = {false};
        relay(batch -> {
            if (!broken[0]) {
                take(batch, Duration.ofMillis(1));
                return;
            }
            batch.answer(0, Answers.unreachable(batch.submissions().get(0), () -> false));
        });
        accept(40);
        workThrough();
        broken[0] = true;
        List<LetterId> ids = accept(60);
        workThrough();
        long deferred = states(ids).stream()
                .filter(state -> state == SubmissionState.DEFERRED)
                .count();
        assertThat(deferred)
                .as("each fault costs one letter, until the breaker opens")
                .isBetween(5L, 10L);
        assertThat(ids.stream().filter(id -> bench.view(id).submission() == SubmissionState.QUEUED))
                .isNotEmpty()
                .allMatch(id -> bench.view(id).attempts() == 0);
    }

    @Test
    void aTransportThatForgetsAPositionLeavesADoubtBehindTheDotOnly() {
        relay(batch -> {
            if (batch.submissions().size() < 3) {
                take(batch, Duration.ofMillis(1));
                return;
            }
            batch.cross(List.of(0, 1));
            batch.answer(0, Answers.taken(batch.submissions().get(0), () -> true));
        });
        accept(4);
        workThrough();
        List<LetterId> ids = accept(12);
        bench.dispatcher().work();
        assertThat(states(ids)).contains(SubmissionState.SUBMITTED, SubmissionState.IN_DOUBT);
    }

    @Test
    void nothingCrossesUnderALeaseThatEndedWhileTheProcessStoodStill() {
        List<Boolean> crossings = new ArrayList<>();
        relay(batch -> {
            // the store's clock does not move: only this process's own time tells of the standstill
            bench.standStill(bench.options.pace().leaseTtl());
            crossings.add(!batch.cross(List.of(0)).isEmpty());
            batch.answer(0, new SubmissionOutcome.Abandoned());
        });
        LetterId id = accept(1).get(0);
        bench.dispatcher().work();
        assertThat(crossings).containsExactly(false);
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.QUEUED);
    }

    @Test
    void aRenewedLeaseMayCrossAfterALongBody() {
        relay(batch -> {
            bench.standStill(bench.options.pace().leaseTtl().dividedBy(2));
            bench.office().leases.work();
            bench.standStill(bench.options.pace().leaseTtl().dividedBy(2).plusMillis(1));
            batch.answer(0, Answers.taken(batch.submissions().get(0), crossing(batch, 0)));
        });
        LetterId id = accept(1).get(0);
        bench.dispatcher().work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.SUBMITTED);
    }

    @Test
    void afterAnOutageConnectionsComeBackOneByOne() {
        relay(batch -> take(batch, Duration.ofMillis(1)));
        Relay relay = bench.relays.get(0);
        relay.holdFor(Optional.of("maintenance"));
        List<LetterId> ids = accept(30);
        assertThat(bench.dispatcher().work()).isZero();
        relay.holdFor(Optional.empty());
        assertThat(relay.freeConnections()).as("a probe").isEqualTo(1);
        assertThat(bench.dispatcher().work()).isEqualTo(1);
        assertThat(relay.freeConnections()).isEqualTo(2);
        workThrough();
        assertThat(relay.freeConnections()).isEqualTo(4);
        assertThat(states(ids)).containsOnly(SubmissionState.SUBMITTED);
    }

    @ParameterizedTest
    @EnumSource(names = {"MAIL", "DONE"})
    void aRelayThatAsksForFewerLettersRestsAndNoAttemptIsCounted(Phase phase) {
        Reply busy = new Reply(421, List.of("4.3.2 too busy, come back later"));
        boolean[] calm = {false};
        relay(batch -> {
            if (calm[0]) {
                take(batch, Duration.ofMillis(1));
                return;
            }
            if (phase == Phase.DONE) {
                batch.cross(List.of(0));
            }
            batch.answer(
                    0,
                    SubmissionOutcome.forAll(
                            batch.submissions().get(0),
                            phase,
                            new RecipientOutcome.Deferred("busy", Optional.of(busy)),
                            phase == Phase.MAIL));
        });
        LetterId id = accept(1).get(0);
        bench.dispatcher().work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.QUEUED);
        assertThat(bench.view(id).attempts()).isZero();
        calm[0] = true;
        bench.advance(Duration.ofSeconds(4));
        assertThat(bench.dispatcher().work()).isZero();
        bench.advance(Duration.ofSeconds(1));
        assertThat(bench.dispatcher().work()).isEqualTo(1);
        assertThat(bench.view(id).attempts()).isEqualTo(1);
    }

    /** A relay that wants a login at MAIL says no to letters that crossed with it, and to those that were asked for ahead. */
    @Test
    void aLoginFaultIsNoDoubtThoughTheLettersCrossed() {
        boolean[] loginWanted = {false};
        relay(batch -> {
            if (!loginWanted[0]) {
                take(batch, Duration.ofMillis(1));
                return;
            }
            int letters = batch.submissions().size();
            assertThat(letters).isGreaterThan(1);
            batch.cross(IntStream.range(0, letters).boxed().toList());
            for (int i = 0; i < letters; i++) {
                batch.answer(i, Answers.wrongPassword(batch.submissions().get(i), () -> true));
            }
        });
        accept(40);
        workThrough();
        loginWanted[0] = true;
        List<LetterId> ids = accept(12);
        workThrough();
        assertThat(states(ids)).containsOnly(SubmissionState.QUEUED);
        assertThat(ids).allSatisfy(id -> {
            assertThat(bench.view(id).attempts()).isZero();
            assertThat(bench.view(id).doubts()).isZero();
        });
        assertThat(bench.relays.get(0).isAway()).as("it is held").isTrue();
        loginWanted[0] = false;
        bench.advance(Duration.ofMinutes(1));
        workThrough();
        assertThat(states(ids)).containsOnly(SubmissionState.SUBMITTED);
    }

    @Test
    void aWorkerKillerIsHeldAtItsThirdVictim() {
        relay(batch -> {
            bench.advance(bench.options.pace().leaseTtl());
            bench.keepHouse();
            batch.answer(0, new SubmissionOutcome.Abandoned());
        });
        LetterId id = accept(1).get(0);
        for (int i = 0; i < 3; i++) {
            assertThat(bench.dispatcher().work()).isEqualTo(1);
            bench.advance(Duration.ofMinutes(1));
        }
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.QUEUED);
        bench.dispatcher().work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.HELD);
        assertThat(bench.view(id).reason().orElseThrow()).contains("3 workers in a row");
        assertThat(sizes).hasSize(3);
    }
}
