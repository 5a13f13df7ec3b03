package dev.twotick.cli;

import dev.twotick.Twotick;
import java.util.Optional;
import java.util.function.Supplier;

/** Works the outbox as soon as the process that did so is gone. Used by one thread. */
final class Standby implements AutoCloseable {
    private final WorkerLock lock;
    private final Supplier<Twotick> start;
    private Optional<Twotick> worker = Optional.empty();
    private long lastTry = System.nanoTime();

    /**
     * Stands by.
     *
     * @param lock what the other process holds
     * @param start starts to work
     */
    Standby(WorkerLock lock, Supplier<Twotick> start) {
        this.lock = lock;
        this.start = start;
    }

    /** Looks after the other process, now and then; may be called as often as one likes. */
    void look() {
        long now = System.nanoTime();
        if (worker.isPresent() || now - lastTry < WorkerLock.TRY_AGAIN.toNanos()) {
            return;
        }
        lastTry = now;
        if (lock.tryTake()) {
            worker = Optional.of(start.get());
        }
    }

    @Override
    public void close() {
        worker.ifPresent(Twotick::close);
    }
}
