package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.smtp.Opened.Failed;
import dev.twotick.smtp.Opened.Fault;
import dev.twotick.transport.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginTurnsTest {
    private static final int CONNECTIONS = 4;

    private static final Duration LONG = Duration.ofMinutes(2);

    private final LoginTurns turns = new LoginTurns(LONG, LONG);
    private final AtomicInteger tries = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static Optional<Failed> failed(Fault fault) {
        return Optional.of(new Failed(Phase.AUTH, "refused", Optional.empty(), fault));
    }

    private Optional<Failed> logIn(Optional<Failed> verdict) {
        return turns.take(turns.verdicts(), () -> verdict);
    }

    private List<Optional<Failed>> allAtOnce(Optional<Failed> verdict) throws InterruptedException, ExecutionException {
        CountDownLatch underWay = new CountDownLatch(CONNECTIONS);
        CountDownLatch first = new CountDownLatch(1);
        List<Future<Optional<Failed>>> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(threads.submit(() -> {
                underWay.countDown();
                return turns.take(turns.verdicts(), () -> {
                    tries.incrementAndGet();
                    await(first);
                    return verdict;
                });
            }));
        }
        underWay.await();
        Awaitility.await().until(() -> turns.waiting() == CONNECTIONS - 1);
        first.countDown();
        List<Optional<Failed>> verdicts = new ArrayList<>();
        for (Future<Optional<Failed>> one : all) {
            verdicts.add(one.get());
        }
        return verdicts;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aWrongSecretIsTriedOnceByAllConnectionsTogether() throws Exception {
        assertThat(allAtOnce(failed(Fault.CONFIGURATION))).containsOnly(failed(Fault.CONFIGURATION));
        assertThat(tries).hasValue(1);
    }

    @Test
    void aSecretThatWasChangedIsTriedOnceByAllConnectionsTogether() throws Exception {
        logIn(Optional.empty());

        assertThat(allAtOnce(failed(Fault.CONFIGURATION))).containsOnly(failed(Fault.CONFIGURATION));
        assertThat(tries).hasValue(1);
    }

    @Test
    void aRefusalCountsForConnectionsThatAreBeingOpened() {
        long begun = turns.verdicts();
        logIn(failed(Fault.CONFIGURATION));

        assertThat(turns.take(begun, Optional::empty)).isEqualTo(failed(Fault.CONFIGURATION));
        assertThat(logIn(Optional.empty())).isEmpty();
    }

    @Test
    void aLoginThatHangsHoldsUpNoOtherAndItsLateRefusalSpoilsNoLaterYes() throws Exception {
        LoginTurns impatient = new LoginTurns(Duration.ofMillis(1), LONG);
        impatient.take(0, Optional::empty);
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(1);
        Future<Optional<Failed>> hanging = threads.submit(() -> impatient.take(impatient.verdicts(), () -> {
            underWay.countDown();
            await(refused);
            return failed(Fault.CONFIGURATION);
        }));
        underWay.await();
        assertThat(impatient.take(impatient.verdicts(), Optional::empty)).isEmpty();
        long begun = impatient.verdicts();
        refused.countDown();

        assertThat(hanging.get()).isEqualTo(failed(Fault.CONFIGURATION));
        assertThat(impatient.take(begun, Optional::empty)).isEmpty();
    }

    @Test
    void besideALoginThatHangsAWrongSecretIsTriedOnceMoreAndNotByEach() throws Exception {
        LoginTurns impatient = new LoginTurns(Duration.ofMillis(1), LONG);
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Future<Optional<Failed>> hanging = threads.submit(() -> impatient.take(0, () -> {
            underWay.countDown();
            await(end);
            return failed(Fault.RELAY);
        }));
        underWay.await();
        List<Future<Optional<Failed>>> others = new ArrayList<>();
        for (int i = 1; i < CONNECTIONS; i++) {
            others.add(threads.submit(() -> impatient.take(0, () -> {
                tries.incrementAndGet();
                return failed(Fault.CONFIGURATION);
            })));
        }

        for (Future<Optional<Failed>> other : others) {
            assertThat(other.get()).isEqualTo(failed(Fault.CONFIGURATION));
        }
        assertThat(tries).hasValue(1);
        end.countDown();
        assertThat(hanging.get()).isEqualTo(failed(Fault.RELAY));
    }

    @Test
    void oneThatNeverGetsItsTurnIsNoFaultOfTheRelay() throws Exception {
        LoginTurns hurried = new LoginTurns(Duration.ofMillis(1), Duration.ofMillis(1));
        CountDownLatch underWay = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        List<Future<Optional<Failed>>> hanging = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            hanging.add(threads.submit(() -> hurried.take(0, () -> {
                underWay.countDown();
                await(end);
                return Optional.empty();
            })));
        }
        underWay.await();

        assertThat(hurried.take(0, Optional::empty))
                .get()
                .extracting(Failed::fault)
                .isEqualTo(Fault.OURS);
        end.countDown();
        for (Future<Optional<Failed>> one : hanging) {
            assertThat(one.get()).isEmpty();
        }
    }

    @Test
    void aLaterTryIsATryAgain() throws Exception {
        allAtOnce(failed(Fault.CONFIGURATION));

        assertThat(logIn(Optional.empty())).isEmpty();
        assertThat(logIn(failed(Fault.CONFIGURATION))).isPresent();
    }

    @Test
    void allLogInWhenTheSecretIsRight() throws Exception {
        assertThat(allAtOnce(Optional.empty())).containsOnly(Optional.empty());
        assertThat(tries).hasValue(CONNECTIONS);
    }

    @Test
    void aRelayThatIsOutOfOrderTellsNothingOfTheSecret() throws Exception {
        allAtOnce(failed(Fault.RELAY));

        assertThat(tries).hasValue(CONNECTIONS);
    }

    @Test
    void oneThatIsInterruptedDoesNotWait() throws Exception {
        Thread.currentThread().interrupt();

        assertThat(logIn(Optional.empty())).get().extracting(Failed::fault).isEqualTo(Fault.OURS);
        assertThat(Thread.interrupted()).isTrue();
    }
}
