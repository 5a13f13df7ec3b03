package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two outboxes on one file, each with several threads. */
class SharedFileTest {
    private static final int LETTERS = 400;
    private static final int THREADS_EACH = 3;

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newFixedThreadPool(2 * THREADS_EACH);
    private Outbox one;
    private Outbox other;

    @BeforeEach
    void open() {
        String url = new OutboxFile(directory).url();
        one = JdbcOutbox.open(url);
        other = JdbcOutbox.open(url);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        one.close();
        other.close();
    }

    @Test
    void shareTheLeasesWithoutTakingALetterTwice() throws Exception {
        Set<LetterId> accepted = new HashSet<>();
        Samples samples = new Samples(2);
        for (int i = 0; i < LETTERS; i++) {
            SealedLetter letter = samples.letter(one.now());
            (i % 2 == 0 ? one : other).accept(letter);
            accepted.add(letter.id());
        }

        List<Lease> leases = new ArrayList<>();
        for (Future<List<Lease>> worked : threads.invokeAll(workers())) {
            leases.addAll(worked.get());
        }

        assertThat(leases).hasSize(LETTERS).extracting(Lease::fence).doesNotHaveDuplicates();
        assertThat(leases)
                .extracting(lease -> lease.letter().id())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(other.list(DeliveryQuery.ALL))
                .hasSize(LETTERS)
                .allSatisfy(delivery -> assertThat(delivery.recipients())
                        .singleElement()
                        .returns(SubmissionState.SUBMITTED, RecipientView::submission)
                        .returns(1, RecipientView::attempts));
        assertThat(one.events(0, 10 * LETTERS)).isEqualTo(other.events(0, 10 * LETTERS));
    }

    @Test
    void takeTurnsEvenIfOneIsBusyAllTheTime() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger busy = new AtomicInteger();
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < THREADS_EACH; i++) {
            Samples samples = new Samples(100 + i);
            writers.add(threads.submit(() -> {
                while (!enough.get()) {
                    one.accept(samples.letter(one.now()));
                    busy.incrementAndGet();
                }
            }));
        }
        Samples samples = new Samples(200);
        int before = busy.get();
        for (int i = 0; i < 20; i++) {
            other.accept(samples.letter(other.now()));
        }
        enough.set(true);
        for (Future<?> writer : writers) {
            writer.get();
        }

        assertThat(busy.get() - before)
                .as("letters of the busy one in the time of 20 of the other")
                .isLessThan(20 * 4 * THREADS_EACH);
    }

    private List<Callable<List<Lease>>> workers() {
        List<Callable<List<Lease>>> workers = new ArrayList<>();
        for (Outbox outbox : List.of(one, other)) {
            for (int i = 0; i < THREADS_EACH; i++) {
                workers.add(() -> submitAll(outbox));
            }
        }
        return workers;
    }

    private static List<Lease> submitAll(Outbox outbox) {
        List<Lease> done = new ArrayList<>();
        while (true) {
            List<Lease> leases = outbox.lease(Desk.SUBMISSION, 3, 10, Samples.TTL);
            if (leases.isEmpty()) {
                return done;
            }
            for (Lease lease : leases) {
                assertThat(outbox.intend(lease, List.of(1))).isTrue();
                assertThat(outbox.record(
                                lease, List.of(Transition.to(1, EventType.SUBMITTED, Map.of(Fact.QUEUE_ID, "4X")))))
                        .isPresent();
                done.add(lease);
            }
        }
    }
}
