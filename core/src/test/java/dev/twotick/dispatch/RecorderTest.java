package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecorderTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    private Lease lease() {
        return bench.memory.lease(Desk.SUBMISSION, 1, 1, Duration.ofMinutes(1)).get(0);
    }

    private static List<Transition> submitted() {
        return List.of(Transition.to(1, EventType.SUBMITTED, Map.of()));
    }

    /** A store that breaks on single outcomes, though not on several together. */
    private Outbox breaking() {
        return (Outbox) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("record")) {
                        throw new IllegalArgumentException("a fault of the store's own");
                    }
                    try {
                        return method.invoke(bench.memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void anOutcomeThatNothingCanRecordTakesNoOtherWithIt() {
        bench.outbox = breaking();
        bench.accept(Assurance.submitted(), "ann@dest.example");
        bench.accept(Assurance.submitted(), "bob@dest.example");
        LetterId carol = bench.accept(Assurance.submitted(), "carol@dest.example");
        Recorder recorder = bench.office().recorder;
        Lease good = lease();
        Lease lost = lease();
        bench.memory.record(lost, submitted());
        recorder.add(good, submitted());
        recorder.add(lost, submitted());
        recorder.work();
        recorder.add(lease(), submitted());
        recorder.work();

        assertThat(recorder.waiting()).isZero();
        assertThat(bench.view(carol).submission()).isEqualTo(SubmissionState.SUBMITTED);
    }

    /** A store that does not take the outcomes of one letter. */
    private Outbox refusing(LetterId refused) {
        return (Outbox) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    boolean meant = method.getName().startsWith("record")
                            && Arrays.toString(arguments).contains(refused.value());
                    if (meant) {
                        throw new OutboxException("the row cannot be written");
                    }
                    try {
                        return method.invoke(bench.memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void anOutcomeThatTheStoreRefusesAgainAndAgainStopsTheEngineForAMomentOnly() {
        LetterId ann = bench.accept(Assurance.submitted(), "ann@dest.example");
        LetterId bob = bench.accept(Assurance.submitted(), "bob@dest.example");
        bench.outbox = refusing(ann);
        Recorder recorder = bench.office().recorder;
        List<Lease> leases = bench.memory.lease(Desk.SUBMISSION, 2, 1, Duration.ofMinutes(1));
        leases.forEach(lease -> recorder.add(lease, submitted()));
        recorder.work();
        assertThat(bench.view(bob).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(recorder.isStuck()).isTrue();
        for (int i = 0; i < 59; i++) {
            assertThat(recorder.waiting()).isEqualTo(1);
            recorder.work();
        }
        assertThat(recorder.waiting()).isZero();
        assertThat(recorder.isStuck()).isFalse();
        bench.advance(Duration.ofMinutes(1));
        bench.keepHouse();
        assertThat(bench.view(ann).submission()).isEqualTo(SubmissionState.QUEUED);
    }

    @Test
    void whileTheStoreTakesNothingAtAllEveryOutcomeIsKept() {
        LetterId ann = bench.accept(Assurance.submitted(), "ann@dest.example");
        boolean[] full = {true};
        bench.outbox = (Outbox) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    boolean writes = method.getName().startsWith("record")
                            || method.getName().equals("watermark");
                    if (full[0] && writes) {
                        throw new OutboxException("the disk is full");
                    }
                    return method.invoke(bench.memory, arguments);
                });
        Recorder recorder = bench.office().recorder;
        recorder.add(lease(), submitted());
        for (int i = 0; i < 100; i++) {
            recorder.work();
        }
        assertThat(recorder.waiting()).isEqualTo(1);
        full[0] = false;
        recorder.work();
        assertThat(recorder.isStuck()).isFalse();
        assertThat(bench.view(ann).submission()).isEqualTo(SubmissionState.SUBMITTED);
    }

    @Test
    void anIllegalStepHoldsItsLetterAndNoOther() {
        bench.accept(Assurance.submitted(), "ann@dest.example");
        bench.accept(Assurance.submitted(), "bob@dest.example");
        Lease wrong = lease();
        Lease right = lease();
        Recorder recorder = bench.office().recorder;
        recorder.add(wrong, List.of(Transition.to(1, EventType.CANCELLED, Map.of())));
        recorder.add(right, submitted());

        recorder.work();

        assertThat(bench.view(wrong.letter().id()).submission()).isEqualTo(SubmissionState.HELD);
        assertThat(bench.view(wrong.letter().id()).reason().orElseThrow())
                .startsWith("a step of the engine was illegal");
        assertThat(bench.view(right.letter().id()).submission()).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(recorder.waiting()).isZero();
        assertThat(recorder.isStuck()).isFalse();
    }
}
