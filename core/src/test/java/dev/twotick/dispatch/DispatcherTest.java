package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private final Bench bench = new Bench();
    private final List<Lease> others = new ArrayList<>();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aLetterThatARelayTookHasItsFirstTickAndQueueId() {
        bench.relay(Answers::taken);
        LetterId id = bench.accept(Assurance.delivered(), "ann@dest.example");
        assertThat(bench.dispatcher().work()).isEqualTo(1);
        RecipientView view = bench.view(id);
        assertThat(view.submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(view.queueId()).contains("4X");
        assertThat(view.relay()).contains("relay-1");
        assertThat(view.attempts()).isEqualTo(1);
        assertThat(view.confirmationOffered()).contains(true);
        assertThat(view.confirmed()).isFalse();
        assertThat(bench.dispatcher().work()).isZero();
    }

    @Test
    void theAttemptIsCountedAndTheIntentDurableBeforeTheDot() {
        AtomicReference<RecipientView> before = new AtomicReference<>();
        List<LetterId> ids = new ArrayList<>();
        bench.relay((submission, gate) -> {
            before.set(bench.view(ids.get(0)));
            assertThat(gate.cross()).isTrue();
            assertThat(gate.cross()).as("a second crossing").isFalse();
            // another node finds the worker lost exactly now: the intent is there, so it is a doubt
            bench.advance(bench.options.pace().leaseTtl());
            bench.keepHouse();
            return Answers.answered(
                    submission,
                    Phase.DONE,
                    new RecipientOutcome.Submitted(new Reply(250, List.of("ok")), Optional.empty()),
                    true,
                    false);
        });
        ids.add(bench.accept(Assurance.submitted(), "ann@dest.example"));
        bench.dispatcher().work();
        assertThat(before.get().attempts()).isEqualTo(1);
        assertThat(before.get().submission()).isEqualTo(SubmissionState.SUBMITTING);
        // the late truth is recorded all the same
        assertThat(bench.view(ids.get(0)).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(bench.view(ids.get(0)).doubts()).isEqualTo(1);
    }

    @Test
    void aWorkerThatLostItsLeaseMayNotSendTheDot() {
        AtomicBoolean crossed = new AtomicBoolean(true);
        bench.relay((submission, gate) -> {
            bench.advance(bench.options.pace().leaseTtl());
            bench.keepHouse();
            bench.memory.lease(Desk.SUBMISSION, 1, 1, Duration.ofMinutes(1));
            crossed.set(gate.cross());
            return new SubmissionOutcome.Abandoned();
        });
        LetterId id = bench.accept(Assurance.submitted(), "ann@dest.example");
        bench.dispatcher().work();
        assertThat(crossed).isFalse();
        assertThat(bench.view(id).submission()).as("the other node's").isEqualTo(SubmissionState.SUBMITTING);
        assertThat(bench.view(id).attempts()).isEqualTo(2);
    }

    @Test
    void aDefiniteNoIsTriedAgainWhenDueUntilItsLifetimeIsOver() {
        bench.relay(Answers::busy);
        LetterId id = bench.accept(Assurance.submitted(), "ann@dest.example");
        bench.dispatcher().work();
        RecipientView view = bench.view(id);
        assertThat(view.submission()).isEqualTo(SubmissionState.DEFERRED);
        assertThat(view.reply()).contains("451 4.7.1 greylisted");
        assertThat(bench.dispatcher().work()).as("not yet due").isZero();
        for (int i = 0; i < 100 && bench.view(id).submission() != SubmissionState.EXPIRED; i++) {
            bench.advance(Duration.ofHours(4));
            bench.dispatcher().work();
        }
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.EXPIRED);
        assertThat(bench.view(id).attempts()).isBetween(10, 14);
    }

    @Test
    void aRefusalConcernsItsRecipientOnly() {
        bench.relay((submission, gate) -> {
            gate.cross();
            Map<Integer, RecipientOutcome> mixed = Map.of(
                    1, new RecipientOutcome.Submitted(new Reply(250, List.of("ok")), Optional.empty()),
                    2, new RecipientOutcome.Rejected("refused", Optional.of(new Reply(550, List.of("5.1.1 no")))),
                    3, new RecipientOutcome.Deferred("later", Optional.of(new Reply(450, List.of("4.2.1 busy")))));
            return new SubmissionOutcome.Answered(Phase.DONE, mixed, Optional.of(false), false);
        });
        LetterId id = bench.accept(Assurance.submitted(), Bench.addresses(4));
        bench.dispatcher().work();
        assertThat(bench.views(id))
                .extracting(RecipientView::submission)
                .containsExactly(
                        SubmissionState.SUBMITTED,
                        SubmissionState.REJECTED,
                        SubmissionState.DEFERRED,
                        // the transport forgot the fourth after the dot: nobody knows
                        SubmissionState.IN_DOUBT);
        assertThat(bench.view(id).confirmationOffered()).contains(false);
    }

    @Test
    void aRelayThatRefusesTheLoginIsHeldAndNoAttemptIsCounted() {
        bench.relay(Answers::wrongPassword);
        LetterId id = bench.accept(Assurance.submitted(), "ann@dest.example");
        Clerk dispatcher = bench.dispatcher();
        dispatcher.work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.QUEUED);
        assertThat(bench.view(id).attempts()).isZero();
        bench.advance(Duration.ofSeconds(29));
        assertThat(dispatcher.work())
                .as("nothing is taken while the relay is held")
                .isZero();
    }

    @Test
    void failOverHappensBeforeThePointOfNoReturnOnly() {
        List<String> tried = new ArrayList<>();
        bench.relay((submission, gate) -> {
            tried.add("first");
            return tried.size() == 1
                    ? Answers.unreachable(submission, gate)
                    : Answers.lostAfterTheDot(submission, gate);
        });
        bench.relay((submission, gate) -> {
            tried.add("second");
            return Answers.taken(submission, gate);
        });
        LetterId failedOver = bench.accept(Assurance.submitted(), "ann@dest.example");
        bench.dispatcher().work();
        assertThat(bench.view(failedOver).relay()).contains("relay-2");
        assertThat(bench.view(failedOver).attempts()).isEqualTo(1);
        LetterId doubtful = bench.accept(Assurance.submitted(), "bob@dest.example");
        bench.dispatcher().work();
        assertThat(bench.view(doubtful).submission()).isEqualTo(SubmissionState.IN_DOUBT);
        assertThat(tried).containsExactly("first", "second", "first");
    }

    @Test
    void aBusyRelayLetsLettersWaitAndDoesNotHandThemOn() {
        List<String> tried = new ArrayList<>();
        bench.relay((submission, gate) -> {
            tried.add("first");
            return Answers.taken(submission, gate);
        });
        bench.relay((submission, gate) -> {
            tried.add("second");
            return Answers.taken(submission, gate);
        });
        var bulkhead = bench.registries.bulkheads().bulkhead("relay-1");
        for (int i = 0; i < 4; i++) {
            bulkhead.acquirePermission();
        }
        LetterId id = bench.accept(Assurance.submitted(), "ann@dest.example");
        assertThat(bench.dispatcher().work()).isZero();
        bulkhead.releasePermission();
        assertThat(bench.dispatcher().work()).isEqualTo(1);
        assertThat(bench.view(id).relay()).contains("relay-1");
        assertThat(tried).containsExactly("first");
    }

    @Test
    void aRefusalForGoodIsNotTriedElsewhere() {
        bench.relay(Answers::refused).relay(Answers::taken);
        LetterId id = bench.accept(Assurance.submitted(), "ann@dest.example");
        bench.dispatcher().work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.REJECTED);
    }

    @Test
    void aTransportThatThrowsIsJudgedByTheGate() {
        AtomicBoolean cross = new AtomicBoolean();
        bench.relay((submission, gate) -> {
            if (cross.get()) {
                gate.cross();
            }
            throw new IllegalStateException("a bug in a transport");
        });
        LetterId before = bench.accept(Assurance.submitted(), "ann@dest.example");
        bench.dispatcher().work();
        assertThat(bench.view(before).submission()).isEqualTo(SubmissionState.DEFERRED);
        cross.set(true);
        LetterId after = bench.accept(Assurance.submitted(), "bob@dest.example");
        bench.dispatcher().work();
        assertThat(bench.view(after).submission()).isEqualTo(SubmissionState.IN_DOUBT);
    }

    private LetterId tryThreeTimes() {
        LetterId id = bench.accept(Assurance.submitted(), "ann@dest.example");
        for (int i = 0; i < 3; i++) {
            assertThat(bench.view(id).submission()).isIn(SubmissionState.QUEUED, SubmissionState.DEFERRED);
            bench.dispatcher().work();
            bench.advance(Duration.ofHours(1));
        }
        return id;
    }

    @Test
    void theThirdThrowOfATransportInARowHoldsTheLetter() {
        bench.relay((submission, gate) -> {
            throw new IllegalStateException("a bug that this letter meets");
        });
        LetterId id = tryThreeTimes();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.HELD);
        assertThat(bench.view(id).reason().orElseThrow())
                .contains("3 submissions in a row")
                .contains("a bug that this letter meets");
    }

    @Test
    void aLetterWhoseBytesAreDamagedIsHeldAndTheRelayIsNotBlamed() {
        bench.relay(Answers::unreadable);
        LetterId id = tryThreeTimes();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.HELD);
        assertThat(bench.view(id).reason().orElseThrow()).contains("damaged");
        var breaker = bench.registries.circuitBreakers().circuitBreaker("relay-1");
        assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();
    }

    @Test
    void onlyBreaksInARowHoldALetter() {
        int[] tries = {0};
        bench.relay((submission, gate) ->
                ++tries[0] == 2 ? Answers.busy(submission, gate) : Answers.unreadable(submission, gate));
        LetterId id = tryThreeTimes();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.DEFERRED);
        for (int i = 0; i < 2; i++) {
            bench.dispatcher().work();
            bench.advance(Duration.ofHours(1));
        }
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.HELD);
        assertThat(tries[0]).isEqualTo(5);
    }

    @Test
    void aSubmissionThatTakesTooLongIsGivenUpAndCanNeverSendTheDot() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch givenUp = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        AtomicBoolean crossed = new AtomicBoolean(true);
        bench.relay((submission, gate) -> {
            begun.countDown();
            awaitUninterruptibly(givenUp);
            crossed.set(gate.cross());
            over.countDown();
            return new SubmissionOutcome.Abandoned();
        });
        LetterId id = bench.accept(Assurance.submitted(), "ann@dest.example");
        onAThreadOfItsOwn(bench.dispatcher());
        begun.await();
        bench.advance(bench.relays.get(0).limit());
        bench.watch();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.SUBMITTING);
        bench.advance(Duration.ofMillis(1));
        bench.watch();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.DEFERRED);
        givenUp.countDown();
        over.await();
        assertThat(crossed).isFalse();
    }

    private static void onAThreadOfItsOwn(Clerk clerk) {
        Thread thread = new Thread(clerk::work, "a round");
        thread.setDaemon(true);
        thread.start();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean waiting = true;
        while (waiting) {
            try {
                latch.await();
                waiting = false;
            } catch (InterruptedException e) {
                // the time limiter interrupts; this transport does not care
            }
        }
    }

    @Test
    void eachRecipientGoesAloneWhenEachIsToBeProven() {
        List<Submission> seen = new ArrayList<>();
        bench.relay((submission, gate) -> {
            seen.add(submission);
            return Answers.taken(submission, gate);
        });
        bench.accept(Assurance.submitted(), Bench.addresses(3));
        bench.dispatcher().work();
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).dsn().orElseThrow().success()).isFalse();
        seen.clear();
        bench.accept(Assurance.delivered(), Bench.addresses(3));
        bench.dispatcher().work();
        assertThat(seen).hasSize(3).allSatisfy(submission -> {
            assertThat(submission.recipients()).hasSize(1);
            assertThat(submission.dsn().orElseThrow().success()).isTrue();
            assertThat(submission.reversePath().orElseThrow().value())
                    .isEqualTo("bounces+" + submission.dsn().orElseThrow().envelopeId() + "@corp.example");
        });
        Set<String> tokens = new HashSet<>();
        seen.forEach(submission -> tokens.add(submission.dsn().orElseThrow().envelopeId()));
        assertThat(tokens).hasSize(3);
    }

    @Test
    void withoutAReceiptMailboxNothingIsAskedForAndConfirmationIsNotOnOffer() {
        List<Submission> seen = new ArrayList<>();
        bench.relay((submission, gate) -> {
            seen.add(submission);
            return Answers.taken(submission, gate);
        });
        LetterId id = bench.accept(Assurance.delivered(), Optional.empty(), "ann@dest.example");
        bench.dispatcher().work();
        assertThat(seen.get(0).dsn()).isEmpty();
        assertThat(seen.get(0).reversePath().orElseThrow().value()).isEqualTo("billing@corp.example");
        assertThat(bench.view(id).confirmationOffered()).contains(false);
    }

    @Test
    void whileAnOutcomeCannotBeRecordedNoNewSubmissionStarts() {
        AtomicBoolean broken = new AtomicBoolean();
        bench.outbox = (Outbox) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, args) -> {
                    boolean writes = method.getName().startsWith("record")
                            || method.getName().equals("watermark");
                    if (broken.get() && writes) {
                        throw new OutboxException("the disk is full");
                    }
                    try {
                        return method.invoke(bench.memory, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        List<LetterId> submitted = new ArrayList<>();
        bench.relay((submission, gate) -> {
            submitted.add(submission.letter());
            return Answers.taken(submission, gate);
        });
        LetterId first = bench.accept(Assurance.submitted(), "ann@dest.example");
        Clerk dispatcher = bench.dispatcher();
        broken.set(true);
        dispatcher.work();
        LetterId second = bench.accept(Assurance.submitted(), "bob@dest.example");
        assertThat(dispatcher.work()).isZero();
        assertThat(submitted).containsExactly(first);
        broken.set(false);
        assertThat(dispatcher.work()).isEqualTo(1);
        assertThat(submitted).containsExactly(first, second);
        assertThat(bench.view(first).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(bench.view(first).queueId()).contains("4X");
    }

    @Test
    void aBrokenRelayIsLeftAloneForAWhile() {
        List<LetterId> tried = new ArrayList<>();
        bench.relay((submission, gate) -> {
            tried.add(submission.letter());
            return Answers.unreachable(submission, gate);
        });
        for (int i = 0; i < 20; i++) {
            bench.accept(Assurance.submitted(), "r" + i + "@dest.example");
        }
        Clerk dispatcher = bench.dispatcher();
        for (int i = 0; i < 20; i++) {
            dispatcher.work();
        }
        assertThat(tried).as("the circuit breaker opens after five").hasSizeBetween(5, 8);
        assertThat(bench.memory.stocktake().in(SubmissionState.QUEUED)).isGreaterThanOrEqualTo(12);
    }

    @Test
    void anErrorOfATransportDoesNotStopItsRelay() {
        List<LetterId> tried = new ArrayList<>();
        bench.relay((submission, gate) -> {
            tried.add(submission.letter());
            if (tried.size() <= 3) {
                throw new NoClassDefFoundError("a transport without its library");
            }
            return Answers.taken(submission, gate);
        });
        for (int i = 0; i < 5; i++) {
            bench.accept(Assurance.submitted(), "r" + i + "@dest.example");
        }
        Clerk dispatcher = bench.dispatcher();
        for (int i = 0; i < 5; i++) {
            dispatcher.work();
        }
        assertThat(tried).hasSize(5);
        assertThat(bench.memory.stocktake().in(SubmissionState.SUBMITTED)).isEqualTo(2);
        assertThat(bench.memory.stocktake().in(SubmissionState.DEFERRED)).isEqualTo(3);
        var bulkhead = bench.registries.bulkheads().bulkhead("relay-1");
        Awaitility.await().until(() -> bulkhead.getMetrics().getAvailableConcurrentCalls() == 4);
    }

    @Test
    void whileARelayIsProbedNothingElseIsTakenForIt() {
        List<LetterId> tried = new ArrayList<>();
        bench.relay((submission, gate) -> {
            tried.add(submission.letter());
            return Answers.unreachable(submission, gate);
        });
        var breaker = bench.registries.circuitBreakers().circuitBreaker("relay-1");
        for (int i = 0; i < 10; i++) {
            bench.accept(Assurance.submitted(), "r" + i + "@dest.example");
        }
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        Clerk dispatcher = bench.dispatcher();
        assertThat(dispatcher.work()).as("one probe").isEqualTo(1);
        assertThat(dispatcher.work()).as("the probe failed: open again").isZero();
        assertThat(tried).hasSize(1);
    }

    @Test
    void aSlowRelayIsNotABrokenOne() {
        bench.relay(Answers::taken);
        var config =
                bench.registries.circuitBreakers().circuitBreaker("relay-1").getCircuitBreakerConfig();
        assertThat(config.getSlowCallDurationThreshold())
                .isGreaterThan(RelayOptions.DEFAULT_TOTAL.plus(RelayOptions.DEFAULT_FINAL_REPLY));
    }

    @Test
    void whateverATransportSaysAfterTheDotWithoutAReplyIsADoubt() {
        bench.relay((submission, gate) -> {
            gate.cross();
            return new SubmissionOutcome.Abandoned();
        });
        LetterId id = bench.accept(Assurance.submitted(), "ann@dest.example");
        bench.dispatcher().work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.IN_DOUBT);
    }

    @Test
    void aReplyThatComesAfterTheTimeLimitSettlesTheDoubt() throws Exception {
        CountDownLatch crossed = new CountDownLatch(1);
        CountDownLatch givenUp = new CountDownLatch(1);
        bench.relay((submission, gate) -> {
            gate.cross();
            crossed.countDown();
            awaitUninterruptibly(givenUp);
            return Answers.answered(
                    submission,
                    Phase.DONE,
                    new RecipientOutcome.Submitted(new Reply(250, List.of("ok")), Optional.of("late")),
                    true,
                    false);
        });
        LetterId id = bench.accept(Assurance.submitted(), "ann@dest.example");
        onAThreadOfItsOwn(bench.dispatcher());
        crossed.await();
        bench.advance(bench.relays.get(0).limit().plusMillis(1));
        bench.watch();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.IN_DOUBT);
        givenUp.countDown();
        Awaitility.await().until(() -> bench.view(id).submission() == SubmissionState.SUBMITTED);
        assertThat(bench.view(id).queueId()).contains("late");
        assertThat(bench.view(id).relay()).contains("relay-1");
    }

    @Test
    void anAcceptanceThatComesTooLateStopsTheNextAttemptBeforeItsDot() {
        List<LetterId> ids = new ArrayList<>();
        List<Boolean> crossings = new ArrayList<>();
        bench.relay((submission, gate) -> {
            crossings.add(gate.cross());
            if (crossings.size() == 1) {
                // the worker stalls: its lease runs out, the doubt is retried, and another worker is at it now
                bench.advance(bench.options.pace().leaseTtl());
                bench.keepHouse();
                bench.advance(bench.options.doubts().window());
                bench.resolveDoubts();
                List<Lease> other = bench.memory.lease(Desk.SUBMISSION, 1, 1, Duration.ofMinutes(1));
                assertThat(other).hasSize(1);
                others.addAll(other);
            }
            return Answers.answered(
                    submission,
                    Phase.DONE,
                    new RecipientOutcome.Submitted(new Reply(250, List.of("ok")), Optional.of("first")),
                    true,
                    false);
        });
        ids.add(bench.accept(Assurance.submitted(), "ann@dest.example"));
        bench.dispatcher().work();
        assertThat(bench.view(ids.get(0)).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(bench.view(ids.get(0)).queueId()).contains("first");
        assertThat(bench.memory.intend(others.get(0), List.of(1)))
                .as("the other worker's dot")
                .isFalse();
    }

    @Test
    void ofALeaseThatIsPartlyLostTheRestIsRecorded() {
        bench.relay((submission, gate) -> {
            SubmissionOutcome outcome = Answers.taken(submission, gate);
            bench.memory.settle(
                    submission.letter(),
                    SubmissionState.SUBMITTING,
                    Transition.to(2, EventType.HELD, Map.of(Fact.REASON, "by an operator")));
            return outcome;
        });
        LetterId id = bench.accept(Assurance.submitted(), Bench.addresses(3));
        bench.dispatcher().work();
        assertThat(bench.views(id))
                .extracting(RecipientView::submission)
                .as("the relay took it for the second, too, whatever the operator thought")
                .containsOnly(SubmissionState.SUBMITTED);
    }
}
