package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.WireBytes;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.Stocktake;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.transport.Submission;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However many big letters wait, only some megabytes of them are in memory. */
class MemoryInHandTest {
    private static final int LETTERS = 400;
    private static final int BIG = 256 * 1024;
    private static final int MOST_IN_A_CLAIM = 16;
    private static final int MEGABYTE = 1 << 20;

    private final Bench bench = new Bench();
    private final Queue<Runnable> begun = new ArrayDeque<>();

    @AfterEach
    void close() {
        bench.close();
    }

    /** Bytes that their lease keeps in memory. */
    private record Kept(WireBytes bytes, long held) implements WireBytes {
        @Override
        public long size() {
            return bytes.size();
        }

        @Override
        public boolean eightBit() {
            return bytes.eightBit();
        }

        @Override
        public boolean utf8Headers() {
            return bytes.utf8Headers();
        }

        @Override
        public InputStream open() throws IOException {
            return bytes.open();
        }
    }

    /** A store whose claims bring four megabytes. */
    private Outbox withBigLetters() {
        return (Outbox) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, args) -> {
                    try {
                        return method.getName().equals("lease")
                                ? big((int) args[1], (Duration) args[3])
                                : method.invoke(bench.memory, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private List<Lease> big(int most, Duration ttl) {
        return bench.memory.lease(Desk.SUBMISSION, Math.min(most, MOST_IN_A_CLAIM), 1, ttl).stream()
                .map(lease ->
                        new Lease(lease.fence(), lease.desk(), big(lease.letter()), lease.items(), lease.takenAt()))
                .toList();
    }

    private static SealedLetter big(SealedLetter letter) {
        return letter.withWire(new Kept(letter.wire(), BIG));
    }

    private void accept() {
        for (int i = 0; i < LETTERS; i++) {
            bench.accept(Assurance.submitted(), "r" + i + "@dest.example");
        }
    }

    /** A relay that has shown how fast it is, so that it is given as much as ever. */
    private static Relay fast(Relay relay) {
        relay.took(1000, Duration.ofSeconds(1));
        return relay;
    }

    private long in(SubmissionState state) {
        Stocktake all = bench.memory.stocktake();
        return all.in(state);
    }

    @Test
    void nothingIsLeasedWhileTheHandIsFullAndAllGoesOutInTheEnd() {
        fast(bench.relay(Answers::taken).relays.get(0));
        bench.io = begun::add;
        accept();
        bench.outbox = withBigLetters();
        Clerk dispatcher = bench.dispatcher();
        while (dispatcher.work() > 0) {
            assertThat(in(SubmissionState.SUBMITTING)).isLessThan(LETTERS);
        }
        assertThat(in(SubmissionState.SUBMITTING) * BIG)
                .as("16 MB in hand, a claim of 4 MB more, and one that was begun")
                .isBetween(16L * MEGABYTE, 24L * MEGABYTE);
        for (int round = 0; round < LETTERS && in(SubmissionState.SUBMITTED) < LETTERS; round++) {
            Optional.ofNullable(begun.poll()).ifPresent(Runnable::run);
            dispatcher.work();
        }
        assertThat(in(SubmissionState.SUBMITTED)).isEqualTo(LETTERS);
    }

    @Test
    void aBatchHoldsNoMoreThanItsConnectionsShare() {
        RelayOptions wide =
                new RelayOptions(1, 16, Optional.empty(), RelayOptions.DEFAULT_TOTAL, RelayOptions.DEFAULT_FINAL_REPLY);
        RelayOptions wider = new RelayOptions(
                1, 200, Optional.empty(), RelayOptions.DEFAULT_TOTAL, RelayOptions.DEFAULT_FINAL_REPLY);
        accept();

        assertThat(batch(wide)).as("1 MB").hasSize(4);
        assertThat(batch(wider)).as("less than one letter").hasSize(1);
    }

    private List<Piece> batch(RelayOptions options) {
        Relay relay = fast(new Relay(
                "relay of " + options.connections(),
                options,
                Bench.transport(Answers::taken),
                bench.registries,
                bench.listeners,
                bench.ticker));
        Hand hand = new Hand(List.of(relay));
        hand.add(big(LETTERS, Duration.ofMinutes(1)).stream()
                .map(lease -> Piece.of(lease, lease.items(), submission(lease.letter())))
                .toList());
        return hand.take(relay, 1);
    }

    private static Submission submission(SealedLetter letter) {
        Submission.Recipient only =
                new Submission.Recipient(1, letter.envelope().recipients().get(0));
        return new Submission(
                letter.id(), Optional.of(letter.envelope().sender()), List.of(only), letter.wire(), Optional.empty());
    }
}
