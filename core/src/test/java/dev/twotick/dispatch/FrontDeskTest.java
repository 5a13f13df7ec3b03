package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.transport.Phase;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Reply;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** New letters: which of them are submitted without waiting for a claim. */
class FrontDeskTest {
    private static final int CONNECTIONS = RelayOptions.DEFAULTS.connections();

    private final Bench bench = new Bench();
    private final List<Runnable> begun = new ArrayList<>();

    @BeforeEach
    void aRelayThatTakesEverything() {
        bench.relay((submission, gate) -> {
            gate.cross();
            return Answers.answered(
                    submission,
                    Phase.DONE,
                    new RecipientOutcome.Submitted(new Reply(250, List.of("ok")), Optional.empty()),
                    true,
                    false);
        });
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private SubmissionState state(LetterId id) {
        return bench.view(id).submission();
    }

    private SealedLetter letter(LetterId id) {
        return bench.memory.find(id).orElseThrow().letter();
    }

    /** The store that fails in some steps after having done them. */
    private void losesAnswers(Predicate<String> steps) {
        bench.outbox = (Outbox) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, args) -> {
                    try {
                        Object result = method.invoke(bench.memory, args);
                        if (steps.test(method.getName())) {
                            throw new OutboxException("the answer was lost");
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void oneThatNobodyWaitsBeforeIsSubmittedWithoutAClaim() {
        bench.dispatcher().work();

        LetterId id = bench.send("ann@dest.example");
        bench.office().recorder.work();

        assertThat(state(id)).isEqualTo(SubmissionState.SUBMITTED);
        assertThat(bench.view(id).attempts()).isEqualTo(1);
        assertThat(bench.dispatcher().work()).as("nothing was left to claim").isZero();
    }

    @Test
    void itWaitsItsTurnUntilAClaimHasFoundNobody() {
        bench.io = begun::add;
        LetterId first = bench.send("ann@dest.example");
        assertThat(state(first)).as("nobody has looked yet who waits").isEqualTo(SubmissionState.QUEUED);
        for (int i = 1; i < CONNECTIONS; i++) {
            bench.accept(Assurance.submitted(), "bob@dest.example");
        }
        assertThat(bench.dispatcher().work()).isEqualTo(CONNECTIONS);

        assertThat(state(bench.send("cy@dest.example")))
                .as("a claim took as many as there was room for, so that more may wait")
                .isEqualTo(SubmissionState.QUEUED);
    }

    @Test
    void asManyAreTakenAsThereIsRoomForHoweverManyComeAtOnce() {
        bench.io = begun::add;
        bench.dispatcher().work();
        Dispatcher dispatcher = bench.office().dispatcher;
        SealedLetter letter = letter(bench.accept(Assurance.submitted(), "ann@dest.example"));
        for (int i = 0; i < CONNECTIONS; i++) {
            assertThat(dispatcher.expects(letter)).isTrue();
        }

        assertThat(dispatcher.expects(letter)).isFalse();

        dispatcher.noLongerExpected();
        assertThat(dispatcher.expects(letter)).isTrue();
    }

    @Test
    void thoseThatCameWhileNothingMightBeginGoFirst() {
        bench.io = begun::add;
        boolean[] full = {false};
        losesAnswers(step -> full[0] && (step.equals("recordAll") || step.equals("watermark")));
        bench.dispatcher().work();
        LetterId first = bench.send("ann@dest.example");
        Lease lease = new Lease(-1, Desk.SUBMISSION, letter(first), List.of(), bench.clock.get());
        full[0] = true;
        bench.office().recorder.add(lease, List.of());
        bench.office().recorder.work();
        assertThat(bench.office().recorder.isStuck()).isTrue();
        LetterId waiting = bench.send("bob@dest.example");
        bench.office().dispatcher.work();
        full[0] = false;
        bench.office().recorder.work();
        assertThat(bench.office().recorder.isStuck()).isFalse();

        LetterId later = bench.send("cy@dest.example");

        assertThat(state(first)).as("taken before").isEqualTo(SubmissionState.SUBMITTING);
        assertThat(state(waiting)).isEqualTo(SubmissionState.QUEUED);
        assertThat(state(later)).as("not taken before the one that waits").isEqualTo(SubmissionState.QUEUED);
    }

    @Test
    void nothingIsTakenAtOnceAfterALostAnswerUntilAClaimWasAnswered() {
        losesAnswers(step -> step.equals("acceptAndLease"));
        bench.dispatcher().work();
        assertThatThrownBy(() -> bench.send("ann@dest.example")).isInstanceOf(OutboxException.class);

        assertThat(state(bench.send("bob@dest.example"))).isEqualTo(SubmissionState.QUEUED);

        bench.dispatcher().work();
        assertThatThrownBy(() -> bench.send("cy@dest.example"))
                .as("it is taken at once again")
                .isInstanceOf(OutboxException.class);
    }

    @Test
    void aSenderIsNotToldOfWhatGoesWrongOnceItsLetterIsDurable() {
        bench.io = work -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        bench.dispatcher().work();

        LetterId id = bench.send("ann@dest.example");
        bench.office().recorder.work();

        assertThat(state(id)).as("given back untried").isEqualTo(SubmissionState.QUEUED);
        assertThat(bench.view(id).attempts()).isZero();
        assertThat(bench.office().dispatcher.running()).isZero();
    }

    @Test
    void oneIsLeftToOthersWhenTheProcessEnds() {
        bench.io = begun::add;
        bench.dispatcher().work();
        bench.office().dispatcher.drain();

        assertThat(state(bench.send("cy@dest.example"))).isEqualTo(SubmissionState.QUEUED);
        assertThat(begun).isEmpty();
    }

    @Test
    void oneThatComesAsTheProcessEndsIsGivenBackBeforeTheEnd() {
        bench.io = begun::add;
        bench.dispatcher().work();
        Dispatcher[] dispatcher = new Dispatcher[1];
        boolean[] idle = {true};
        bench.outbox = (Outbox) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, args) -> {
                    Object result = method.invoke(bench.memory, args);
                    if (method.getName().equals("acceptAndLease")) {
                        dispatcher[0].drain();
                        idle[0] = dispatcher[0].awaitIdle(Duration.ZERO);
                    }
                    return result;
                });
        bench.dispatcher().work();
        dispatcher[0] = bench.office().dispatcher;

        LetterId id = bench.send("ann@dest.example");
        bench.office().recorder.work();

        assertThat(idle[0]).as("whoever ends the process waits for it").isFalse();
        assertThat(dispatcher[0].awaitIdle(Duration.ZERO)).isTrue();
        assertThat(state(id)).isEqualTo(SubmissionState.QUEUED);
        assertThat(bench.view(id).attempts()).isZero();
        assertThat(begun).isEmpty();
    }
}
