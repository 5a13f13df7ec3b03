package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.SubmissionState;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineTest {
    private final Bench bench = new Bench("dispatch.poll", "10ms");
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicBoolean takenUnseen = new AtomicBoolean();

    @AfterEach
    void close() {
        bench.close();
    }

    /** The first look at what an operator holds fails. */
    private Outbox outbox() {
        return (Outbox) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    boolean looks = method.getName().equals("watermark") && arguments.length == 1;
                    if (looks && this.looks.getAndIncrement() == 0) {
                        throw new OutboxException("the store is away");
                    }
                    boolean takes = method.getName().equals("lease") && arguments[0] == Desk.SUBMISSION;
                    if (takes && this.looks.get() < 2) {
                        takenUnseen.set(true);
                    }
                    try {
                        return method.invoke(bench.memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Engine.Parts parts() {
        return new Engine.Parts(outbox(), bench.relays, Optional.empty(), List.of(), bench.keys, bench.listeners);
    }

    @Test
    void noLetterIsTakenBeforeItIsKnownWhichRelaysAnOperatorHolds() {
        bench.relay(Answers::taken);
        LetterId id = bench.accept(Assurance.submitted(), "ann@dest.example");
        ExecutorService io = Engine.ioExecutor();
        try (Engine engine = new Engine(parts(), bench.options, io)) {
            engine.start();
            Awaitility.await().until(() -> bench.view(id).submission() == SubmissionState.SUBMITTED);
        }
        io.shutdownNow();
        assertThat(takenUnseen).isFalse();
    }

    @Test
    void anEngineForLettersWithOneTryReleasesNoRelayThatAnotherOneHolds() {
        Office office = new Office(
                parts(), bench.options.oneTry(), new Surroundings(bench.ticker, () -> 1L, bench.io, clerk -> {}));
        assertThat(office.clerks()).doesNotContain(office.relayWatch);
        assertThat(office.knowsHolds()).isTrue();
    }
}
