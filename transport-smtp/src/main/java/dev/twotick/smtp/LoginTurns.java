package dev.twotick.smtp;

import dev.twotick.smtp.Opened.Failed;
import dev.twotick.smtp.Opened.Fault;
import dev.twotick.transport.Phase;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets connections that open at the same time log in one after the other until a login was accepted, so that a wrong secret is
 * tried once and not by each of them, which would lock the account. Thread-safe.
 */
final class LoginTurns {
    private final ReentrantLock turn = new ReentrantLock();
    private volatile State state = new State(0, false, Optional.empty());

    /** What the last verdict on the secret was; each has its number. */
    private record State(long number, boolean accepted, Optional<Failed> refusal) {}

    /**
     * Logs in, or gives the refusal that another one met while this one waited.
     *
     * @param login goes all the way; empty when it was let in
     */
    Optional<Failed> take(Supplier<Optional<Failed>> login) {
        State before = state;
        if (before.accepted()) {
            return noted(login.get());
        }
        try {
            turn.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new Failed(Phase.AUTH, "the attempt was interrupted", Optional.empty(), Fault.OURS));
        }
        try {
            State now = state;
            return now.number() != before.number() && now.refusal().isPresent() ? now.refusal() : noted(login.get());
        } finally {
            turn.unlock();
        }
    }

    /** How many wait for another one's login. */
    int waiting() {
        return turn.getQueueLength();
    }

    private synchronized Optional<Failed> noted(Optional<Failed> failed) {
        boolean refused = failed.filter(f -> f.fault() == Fault.CONFIGURATION).isPresent();
        if (refused || failed.isEmpty()) {
            state = new State(state.number() + 1, !refused, refused ? failed : Optional.empty());
        }
        return failed;
    }
}
