package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.transport.SubmissionOutcome;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who ends a worker is held, and nobody else. */
class LostWorkersTest {
    private final Bench bench = new Bench();
    private final AtomicReference<String> broken = new AtomicReference<>("");

    @AfterEach
    void close() {
        bench.close();
    }

    private List<LetterId> accept(int letters) {
        List<LetterId> ids = new ArrayList<>();
        for (int i = 0; i < letters; i++) {
            ids.add(bench.accept(Assurance.submitted(), "r" + i + "@dest.example"));
        }
        return ids;
    }

    private List<SubmissionState> states(List<LetterId> ids) {
        return ids.stream().map(id -> bench.view(id).submission()).toList();
    }

    /** Another process finds that this one is gone. */
    private void lose() {
        bench.advance(bench.options.pace().leaseTtl());
        bench.keepHouse();
    }

    private void workThrough(List<LetterId> ids) {
        for (int i = 0; i < 1000 && !states(ids).stream().allMatch(SubmissionState::settled); i++) {
            bench.dispatcher().work();
            bench.advance(Duration.ofMillis(100));
        }
    }

    /** The dead give nothing back. */
    private void restart() {
        bench.registries.bulkheads().remove("relay-1");
        bench.relayInstead().relay(Answers::taken);
    }

    /** Breaks one of the methods at a time. */
    private Outbox breaking() {
        return (Outbox) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    Object answer;
                    try {
                        answer = method.invoke(bench.memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (method.getName().equals(broken.get())) {
                        throw new OutboxException("the store's answer was lost");
                    }
                    return answer;
                });
    }

    @Test
    void threeKillsInARowHoldNoLetterThatOnlyLayInTheHandOfTheDead() {
        List<LetterId> ids = accept(8);
        for (int kill = 0; kill < 3; kill++) {
            restart();
            bench.io = work -> {};
            bench.dispatcher().work();
            lose();
        }
        restart();
        bench.io = Runnable::run;
        workThrough(ids);
        assertThat(states(ids)).containsOnly(SubmissionState.SUBMITTED);
    }

    @Test
    void whateverEndsItsWorkerIsHeldAndTheOthersGoOut() {
        List<LetterId> ids = new ArrayList<>();
        List<LetterId> begun = new ArrayList<>();
        bench.relay((submission, gate) -> {
            begun.add(submission.letter());
            if (submission.letter().equals(ids.get(3))) {
                lose();
                return new SubmissionOutcome.Abandoned();
            }
            return Answers.taken(submission, gate);
        });
        ids.addAll(accept(8));
        workThrough(ids);
        assertThat(bench.view(ids.get(3)).submission()).isEqualTo(SubmissionState.HELD);
        assertThat(bench.view(ids.get(3)).reason().orElseThrow()).contains("3 workers in a row");
        assertThat(begun.stream().filter(ids.get(3)::equals)).hasSize(3);
        ids.remove(3);
        assertThat(states(ids)).containsOnly(SubmissionState.SUBMITTED);
    }

    @Test
    void troubleWithTheStoreDuringPreparationIsNoLostWorker() {
        bench.outbox = breaking();
        bench.relay(Answers::busy);
        LetterId id = accept(1).get(0);
        bench.dispatcher().work();
        broken.set("find");
        for (int i = 0; i < 2; i++) {
            bench.advance(Duration.ofHours(4));
            bench.dispatcher().work();
            lose();
        }
        assertThat(bench.memory.find(id).orElseThrow().events())
                .extracting(Event::type)
                .contains(EventType.RELEASED)
                .doesNotContain(EventType.RECOVERED);
        broken.set("");
        bench.relayInstead().relay(Answers::taken);
        workThrough(List.of(id));
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.SUBMITTED);
    }

    @Test
    void aLetterWhoseRowsCannotBeReadIsHeldAtTheThirdTime() {
        bench.outbox = breaking();
        bench.relay(Answers::busy);
        LetterId id = accept(1).get(0);
        bench.dispatcher().work();
        bench.advance(Duration.ofHours(4));
        broken.set("find");
        for (int i = 0; i < 3; i++) {
            bench.dispatcher().work();
            bench.advance(Duration.ofSeconds(1));
        }
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.HELD);
        assertThat(bench.view(id).reason().orElseThrow()).contains("cannot be read");
    }

    @Test
    void afterAClaimWhoseAnswerWasLostTheNextIsOfOneLetter() {
        bench.outbox = breaking();
        bench.relay(Answers::taken);
        List<LetterId> ids = accept(8);
        broken.set("lease");
        for (int i = 0; i < 4; i++) {
            assertThat(catchThrowable(bench.dispatcher()::work)).isInstanceOf(OutboxException.class);
            lose();
        }
        broken.set("");
        workThrough(ids);
        assertThat(states(ids)).containsOnly(SubmissionState.SUBMITTED);
    }

    @Test
    void anAnswerOfARelayIsRecordedAlthoughTheOutboxCannotTellTheTime() {
        bench.outbox = breaking();
        bench.relay((submission, gate) -> {
            broken.set("now");
            return Answers.busy(submission, gate);
        });
        LetterId id = accept(1).get(0);
        bench.dispatcher().work();
        assertThat(bench.view(id).submission()).isEqualTo(SubmissionState.DEFERRED);
        assertThat(bench.view(id).reply()).contains("451 4.7.1 greylisted");
    }
}
