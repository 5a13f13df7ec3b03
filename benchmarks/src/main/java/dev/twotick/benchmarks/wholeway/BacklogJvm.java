package dev.twotick.benchmarks.wholeway;

import dev.twotick.Twotick;
import dev.twotick.benchmarks.process.ChildJvm;
import dev.twotick.benchmarks.table.Figures;
import dev.twotick.benchmarks.table.Options;
import dev.twotick.benchmarks.table.Samples;
import dev.twotick.dispatch.TwotickListener;
import dev.twotick.letter.Assurance;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.Outbox.Intent;
import dev.twotick.outbox.Outbox.Outcome;
import dev.twotick.outbox.Transition;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The JVM, with a small heap, of an outbox in which very many letters wait. */
public final class BacklogJvm {
    private static final int FILLERS = 8;
    private static final int CLAIM = 100;
    private static final Duration LEASE = Duration.ofMinutes(30);
    private static final long PATIENCE_SECONDS = 600;

    private final Options options;

    private BacklogJvm(Options options) {
        this.options = options;
    }

    /**
     * Answers {@code fill COUNT}, {@code start} (seconds from the start of this JVM until the first letter is submitted) and
     * {@code claim COUNT} (milliseconds of a claim of a hundred letters).
     *
     * @param arguments {@code outbox}, its user and password, {@code port} of the sink
     */
    public static void main(String[] arguments) {
        BacklogJvm jvm = new BacklogJvm(Options.of(arguments));
        ChildJvm.serve(question -> {
            String[] words = question.split(" ", -1);
            return switch (words[0]) {
                case "fill" -> jvm.fill(Integer.parseInt(words[1]));
                case "start" -> jvm.start();
                default -> jvm.claim(Integer.parseInt(words[1]));
            };
        });
    }

    private Figures fill(int letters) throws Exception {
        long begin = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(FILLERS);
        try (Twotick post = Outboxes.builder(options).acceptOnly().build()) {
            List<Future<Boolean>> fillers = new ArrayList<>();
            for (int i = 0; i < FILLERS; i++) {
                int share = letters / FILLERS + (i < letters % FILLERS ? 1 : 0);
                fillers.add(threads.submit(() -> {
                    for (int n = 0; n < share; n++) {
                        post.send(LetterText.letter(), Assurance.submitted());
                    }
                    return true;
                }));
            }
            for (Future<Boolean> filler : fillers) {
                filler.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return Figures.of("seconds", (System.nanoTime() - begin) / 1e9);
    }

    private Figures start() throws InterruptedException {
        long born = ManagementFactory.getRuntimeMXBean().getStartTime();
        CountDownLatch first = new CountDownLatch(1);
        TwotickListener listener = new TwotickListener() {
            @Override
            public void onEvent(Event event) {
                if (event.type() == EventType.SUBMITTED) {
                    first.countDown();
                }
            }
        };
        try (Twotick post = Outboxes.builder(options).listener(listener).build()) {
            if (!first.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "no letter was submitted: " + post.outbox().stocktake());
            }
            return Figures.of("seconds", (System.currentTimeMillis() - born) / 1e3);
        }
    }

    private Figures claim(int claims) {
        try (Twotick post = Outboxes.builder(options).acceptOnly().build()) {
            Outbox outbox = post.outbox();
            double[] millis = new double[claims];
            for (int i = 0; i < claims; i++) {
                long begin = System.nanoTime();
                List<Lease> leases = outbox.lease(Desk.SUBMISSION, CLAIM, CLAIM, LEASE);
                millis[i] = (System.nanoTime() - begin) / 1e6;
                if (leases.size() != CLAIM) {
                    throw new IllegalStateException("only " + leases.size() + " letters were due");
                }
                finish(outbox, leases);
            }
            Samples samples = Samples.of(java.util.Arrays.stream(millis));
            return Figures.of("p50", samples.median()).and("p90", samples.at(0.9));
        }
    }

    private static void finish(Outbox outbox, List<Lease> leases) {
        outbox.intendAll(
                leases.stream().map(lease -> new Intent(lease, List.of(1))).toList());
        outbox.recordAll(leases.stream()
                .map(lease -> new Outcome(lease, List.of(Transition.to(1, EventType.SUBMITTED, Map.of()))))
                .toList());
    }
}
