package dev.twotick.dispatch;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls one listener, one call after the other. Whoever calls never waits. Thread-safe. */
final class ListenerThread {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerThread.class);
    private static final long IDLE_SECONDS = 10;

    private final TwotickListener listener;
    private final AtomicLong leftOut = new AtomicLong();
    private final ThreadPoolExecutor caller;
    private volatile @Nullable Thread thread;

    ListenerThread(TwotickListener listener, int mostWaiting) {
        this.listener = listener;
        this.caller = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(mostWaiting),
                this::thread,
                this::whenFull);
        caller.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable work) {
        Thread made = new Thread(work, "twotick-listeners");
        made.setDaemon(true);
        thread = made;
        return made;
    }

    private void whenFull(Runnable call, ThreadPoolExecutor full) {
        if (Thread.currentThread().equals(thread)) {
            // what a listener brings about itself is as fast as it is
            call.run();
        } else if (!full.isShutdown() && leftOut.getAndIncrement() == 0) {
            LOG.warn(
                    "the listener {} does not keep up: calls to it are left out while too many wait; the ledger has what it misses",
                    name());
        }
    }

    void call(Consumer<TwotickListener> call) {
        caller.execute(() -> callNow(call));
    }

    /** How many calls were left out. */
    long leftOut() {
        return leftOut.get();
    }

    private void callNow(Consumer<TwotickListener> call) {
        try {
            call.accept(listener);
        } catch (RuntimeException | Error e) {
            LOG.error("the listener {} failed; the others are called", name(), e);
        }
    }

    private String name() {
        return listener.getClass().getName();
    }

    /** Takes no more calls. */
    void end() {
        caller.shutdown();
    }

    /** Waits for what is to be called. */
    void awaitEnd(long nanos) {
        try {
            if (!caller.awaitTermination(nanos, TimeUnit.NANOSECONDS)) {
                leftOut.addAndGet(caller.shutdownNow().size());
            }
        } catch (InterruptedException e) {
            leftOut.addAndGet(caller.shutdownNow().size());
            Thread.currentThread().interrupt();
        }
        if (leftOut.get() > 0) {
            LOG.warn("{} calls to the listener {} were left out", leftOut, name());
        }
    }
}
