package dev.twotick.smtp;

import dev.twotick.smtp.Opened.Failed;
import dev.twotick.smtp.Opened.Fault;
import dev.twotick.transport.Phase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections to one relay: the one that was used last is used next, so that those which are not needed grow old and are
 * closed. None is handed out unseen. Thread-safe; a connection that was taken belongs to one thread.
 */
final class ConnectionPool implements AutoCloseable {
    private final SmtpConnector connector;
    private final Watchdog watchdog;
    private final ConnectionLimits limits;
    private final Duration patience;
    private final Semaphore permits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<SmtpConnection> parked = new ArrayDeque<>();
    private Optional<Future<?>> sweep = Optional.empty();
    private boolean closed;

    /**
     * Begins without any.
     *
     * @param patience how long to wait for one when all are in use
     */
    ConnectionPool(SmtpConnector connector, Watchdog watchdog, ConnectionLimits limits, Duration patience) {
        this.connector = connector;
        this.watchdog = watchdog;
        this.limits = limits;
        this.patience = patience;
        this.permits = new Semaphore(limits.connections(), true);
    }

    /**
     * Gives a connection that is ready for MAIL; to be brought back by {@link #park} or {@link #drop}.
     *
     * @param anew whether to open one though others wait
     */
    Opened take(boolean anew) {
        try {
            if (!permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return none("no connection to the relay became free in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return none("the attempt was interrupted");
        }
        boolean taken = false;
        try {
            Opened opened = anew ? open() : warm().map(Opened::ready).orElseGet(this::open);
            taken = opened instanceof Opened.Ready;
            return opened;
        } finally {
            if (!taken) {
                permits.release();
            }
        }
    }

    private static Failed none(String reason) {
        return new Failed(Phase.CONNECT, reason, Optional.empty(), Fault.OURS);
    }

    private Optional<SmtpConnection> warm() {
        for (Optional<SmtpConnection> next = unpark(); next.isPresent(); next = unpark()) {
            SmtpConnection connection = next.get();
            if (worn(connection)) {
                connection.close();
            } else if (connection.isFresh()) {
                return next;
            } else {
                connection.cut();
            }
        }
        return Optional.empty();
    }

    private Optional<SmtpConnection> unpark() {
        lock.lock();
        try {
            return Optional.ofNullable(parked.pollFirst());
        } finally {
            lock.unlock();
        }
    }

    private Opened open() {
        surplus().forEach(SmtpConnection::leave);
        return connector.open();
    }

    /** Those that wait beyond what is allowed when one more is open. */
    private List<SmtpConnection> surplus() {
        lock.lock();
        try {
            int used = limits.connections() - permits.availablePermits();
            List<SmtpConnection> surplus = new ArrayList<>();
            while (!parked.isEmpty() && parked.size() + used > limits.connections()) {
                surplus.add(parked.removeLast());
            }
            return surplus;
        } finally {
            lock.unlock();
        }
    }

    private boolean worn(SmtpConnection connection) {
        return connection.letters() >= limits.letters()
                || connection.age().compareTo(limits.age()) >= 0
                || connection.idle().compareTo(limits.idle()) >= 0;
    }

    /** Takes a connection back that is good for more letters. */
    void park(SmtpConnection connection) {
        connection.park();
        try {
            boolean keep = !connection.hasReply() && !worn(connection) && keep(connection);
            if (!keep) {
                connection.close();
            }
        } finally {
            permits.release();
        }
    }

    private boolean keep(SmtpConnection connection) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            parked.addFirst(connection);
            if (sweep.isEmpty()) {
                sweepIn(limits.idle());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a connection back that is of no use any more. */
    void drop(SmtpConnection connection) {
        connection.cut();
        permits.release();
    }

    private void sweepIn(Duration time) {
        sweep = watchdog.after(time.toNanos(), this::sweep);
    }

    private void sweep() {
        List<SmtpConnection> old = new ArrayList<>();
        lock.lock();
        try {
            sweep = Optional.empty();
            parked.stream().filter(this::worn).forEach(old::add);
            parked.removeAll(old);
            parked.stream()
                    .map(connection -> limits.idle().minus(connection.idle()))
                    .min(Duration::compareTo)
                    .ifPresent(this::sweepIn);
        } finally {
            lock.unlock();
        }
        if (!old.isEmpty()) {
            takeLeave(old);
        }
    }

    /** Not on the watchdog's thread: a relay that does not take our QUIT would keep it from everybody else's deadlines. */
    private static void takeLeave(List<SmtpConnection> old) {
        Thread thread = new Thread(() -> old.forEach(SmtpConnection::leave), "twotick-smtp-leaving");
        thread.setDaemon(true);
        thread.start();
    }

    /** Closes those that wait, and each of the others when it comes back. */
    @Override
    public void close() {
        List<SmtpConnection> all;
        lock.lock();
        try {
            closed = true;
            sweep.ifPresent(pending -> pending.cancel(false));
            all = List.copyOf(parked);
            parked.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(SmtpConnection::close);
    }
}
