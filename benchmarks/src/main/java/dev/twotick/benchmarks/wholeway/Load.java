package dev.twotick.benchmarks.wholeway;

import dev.twotick.benchmarks.process.Cpu;
import dev.twotick.benchmarks.table.Figures;
import dev.twotick.benchmarks.table.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** Producers that send on a {@link Way}. Used by one thread. */
final class Load {
    private static final int PRODUCERS = 8;
    private static final int CALLERS = 32;
    private static final int MOST_WAITING = 2_000;
    private static final long PATIENCE_SECONDS = 120;
    private static final double MILLI = 1e-6;

    private final Way way;
    private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS, Load::daemon);
    private final AtomicLong sent = new AtomicLong();

    Load(Way way) {
        this.way = way;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "producer");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Eight producers, each of which sends its next letter when the last one is durable, and waits while too many are on their
     * way: otherwise a slow way would be told by how fast it takes letters.
     */
    Figures closed(double seconds) throws IOException, InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1.2 * 1e9);
        List<Future<List<Long>>> producers = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            producers.add(threads.submit(() -> produce(end)));
        }
        TimeUnit.NANOSECONDS.sleep((long) (seconds * 0.2 * 1e9));
        long from = System.nanoTime();
        long first = way.arrived();
        double machine = Cpu.ofTheMachine();
        TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
        long letters = way.arrived() - first;
        double rate = letters * 1e9 / (System.nanoTime() - from);
        Figures figures =
                Figures.of("rate", rate).and("letters", (double) letters).and("cpu", Cpu.ofTheMachine() - machine);
        List<Long> took = new ArrayList<>();
        for (Future<List<Long>> producer : producers) {
            took.addAll(producer.get());
        }
        drain();
        Samples latency = Samples.of(took.stream().mapToDouble(nanos -> nanos * MILLI));
        return figures.and("p50", latency.median()).and("p99", latency.at(0.99));
    }

    private List<Long> produce(long end) throws Exception {
        List<Long> took = new ArrayList<>();
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            if (sent.get() - way.arrived() > MOST_WAITING) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            } else {
                way.send();
                sent.incrementAndGet();
                took.add(System.nanoTime() - now);
            }
        }
        return took;
    }

    /** Sends at a rate, whatever becomes of the letters before; the latency counts from when a letter should have been sent. */
    Figures open(double rate, double seconds) throws InterruptedException, ExecutionException {
        int letters = (int) (rate * seconds);
        long[] late = new long[letters];
        long[] called = new long[letters];
        AtomicLong next = new AtomicLong();
        long begin = System.nanoTime();
        List<Future<Long>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(threads.submit(() -> {
                for (int mine = (int) next.getAndIncrement(); mine < letters; mine = (int) next.getAndIncrement()) {
                    long due = begin + (long) (mine / rate * 1e9);
                    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    long call = System.nanoTime();
                    way.send();
                    sent.incrementAndGet();
                    late[mine] = System.nanoTime() - due;
                    called[mine] = System.nanoTime() - call;
                }
                return 0L;
            }));
        }
        for (Future<Long> caller : callers) {
            caller.get();
        }
        drain();
        Samples fromDue = Samples.of(millis(late));
        Samples fromCall = Samples.of(millis(called));
        return Figures.of("p50", fromDue.median())
                .and("p99", fromDue.at(0.99))
                .and("max", fromDue.max())
                .and("callP50", fromCall.median())
                .and("callP99", fromCall.at(0.99));
    }

    private static DoubleStream millis(long... nanos) {
        return LongStream.of(nanos).mapToDouble(value -> value * MILLI);
    }

    /** Waits for letters on their way, so that they do not burden who comes next. */
    private void drain() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (way.arrived() < sent.get() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        if (way.arrived() < sent.get()) {
            throw new IllegalStateException(
                    sent.get() - way.arrived() + " letters did not arrive in " + PATIENCE_SECONDS + " seconds");
        }
    }
}
