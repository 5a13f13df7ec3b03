package dev.twotick.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one listener, one call after the other. Whoever calls never waits. To wake a thread costs more than most calls, so one
 * that has called all there was looks again by itself a moment later before it wants to be woken: under load it is woken for many
 * calls at a time. Thread-safe.
 */
final class ListenerThread {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerThread.class);
    private static final long IDLE = Duration.ofSeconds(10).toNanos();
    private static final long MOMENT = Duration.ofMillis(1).toNanos();

    private final TwotickListener listener;
    private final int mostWaiting;
    private final AtomicLong leftOut = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Condition over = lock.newCondition();
    private final AtomicInteger unfinished = new AtomicInteger();
    private List<Call> calls = new ArrayList<>();
    private boolean asleep;
    private boolean ended;
    private volatile boolean cut;
    private @Nullable Thread thread;

    /** A call, and of how many events it tells. */
    private record Call(int events, Consumer<TwotickListener> what) {}

    /** Has a thread while there is something to call. */
    ListenerThread(TwotickListener listener, int mostWaiting) {
        this.listener = listener;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Has it called soon.
     *
     * @param events how many it is to hear of by that call
     */
    void call(int events, Consumer<TwotickListener> what) {
        Call call = new Call(events, what);
        boolean isFull;
        boolean isOwn;
        lock.lock();
        try {
            if (ended) {
                return;
            }
            // the one that is being called is not waiting
            isFull = unfinished.get() > mostWaiting;
            isOwn = Thread.currentThread().equals(thread);
            if (!isFull) {
                unfinished.addAndGet(events);
                calls.add(call);
                wake();
            }
        } finally {
            lock.unlock();
        }
        if (isFull && isOwn) {
            // what a listener brings about itself is as fast as it is
            call(listener, what);
        } else if (isFull && leftOut.getAndAdd(events) == 0) {
            LOG.warn(
                    "the listener {} does not keep up: calls to it are left out while too many wait; the ledger has what it misses",
                    name());
        }
    }

    private void wake() {
        if (thread == null) {
            Thread made = new Thread(this::work, "twotick-listeners");
            made.setDaemon(true);
            start(made);
        } else if (asleep) {
            asleep = false;
            news.signal();
        }
    }

    /** Whoever calls has other things to do than to learn that there are too many threads; the next call tries again. */
    private void start(Thread made) {
        try {
            made.start();
            thread = made;
        } catch (Throwable e) {
            LOG.error("no thread can be had to call the listener {}; its calls wait", name(), e);
        }
    }

    private void work() {
        try {
            for (List<Call> all = next(); !all.isEmpty(); all = next()) {
                all.forEach(this::make);
            }
        } finally {
            // however it ended, the next call makes another
            forget(Thread.currentThread());
        }
    }

    private void forget(Thread gone) {
        lock.lock();
        try {
            if (gone.equals(thread)) {
                thread = null;
                over.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** All that is to be called; nothing when the thread is to end. */
    private List<Call> next() {
        lock.lock();
        try {
            await(MOMENT);
            asleep = true;
            await(IDLE);
            asleep = false;
            List<Call> all = calls;
            calls = new ArrayList<>();
            if (all.isEmpty()) {
                thread = null;
                over.signalAll();
            }
            return all;
        } finally {
            lock.unlock();
        }
    }

    private void await(long nanos) {
        long left = nanos;
        try {
            while (!ended && calls.isEmpty() && left > 0) {
                left = news.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // a listener may have left it behind; the thread ends when it is told to
            LOG.debug("the thread of the listener {} was interrupted", name(), e);
        }
    }

    private void make(Call call) {
        if (cut) {
            return;
        }
        try {
            call(listener, call.what());
        } finally {
            unfinished.addAndGet(-call.events());
        }
    }

    /** Calls a listener, whatever it throws. */
    static void call(TwotickListener listener, Consumer<TwotickListener> call) {
        try {
            call.accept(listener);
        } catch (Throwable e) {
            // a listener in another language may throw what it does not declare
            LOG.error(
                    "the listener {} failed; the others are called",
                    listener.getClass().getName(),
                    e);
        }
    }

    /** How many calls were left out. */
    long leftOut() {
        return leftOut.get();
    }

    private String name() {
        return listener.getClass().getName();
    }

    /** Takes no more calls. */
    void end() {
        lock.lock();
        try {
            ended = true;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for what is to be called; what is not by then is left out. */
    void awaitEnd(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (thread != null && left > 0) {
                left = over.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            cutShort();
            lock.unlock();
        }
        if (leftOut.get() > 0) {
            LOG.warn("{} calls to the listener {} were left out", leftOut, name());
        }
    }

    private void cutShort() {
        Thread late = thread;
        if (late != null) {
            cut = true;
            leftOut.addAndGet(unfinished.get());
            late.interrupt();
        }
    }
}
