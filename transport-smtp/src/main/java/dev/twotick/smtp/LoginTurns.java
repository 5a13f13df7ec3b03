package dev.twotick.smtp;

import dev.twotick.smtp.Opened.Failed;
import dev.twotick.smtp.Opened.Fault;
import dev.twotick.transport.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets connections that open at the same time log in one after the other, so that a wrong secret is tried once and not by each of
 * them, which would lock the account. One whose login hangs, or whose token does not come, holds up the others for a while only:
 * then they go on beside it, again one after the other. Thread-safe.
 */
final class LoginTurns {
    /** How long one waits for its turn before it goes to those who wait beside a login that hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ReentrantLock turn = new ReentrantLock();
    private final ReentrantLock turnBeside = new ReentrantLock();
    private final Duration patience;
    private final Duration longest;
    private volatile State state = new State(0, false, Optional.empty());

    /** What the last verdict on the secret was; each has its number. */
    private record State(long number, boolean accepted, Optional<Failed> refusal) {}

    /**
     * Begins without a verdict.
     *
     * @param longest how long one waits beside a login that hangs
     */
    LoginTurns(Duration longest) {
        this(PATIENCE, longest);
    }

    LoginTurns(Duration patience, Duration longest) {
        this.patience = patience;
        this.longest = longest;
    }

    /** The number of the last verdict, to be asked for before a connection is opened: a refusal after it counts for that one too. */
    long verdicts() {
        return state.number();
    }

    /**
     * Logs in, or gives the refusal that another one met since this one was begun.
     *
     * @param begun what {@link #verdicts} said then
     * @param login goes all the way; empty when it was let in
     */
    Optional<Failed> take(long begun, Supplier<Optional<Failed>> login) {
        try {
            if (turn.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return takeAndLeave(turn, begun, login);
            }
            if (turnBeside.tryLock(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                return takeAndLeave(turnBeside, begun, login);
            }
            return ours("the logins of other connections did not come to an end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ours("the attempt was interrupted");
        }
    }

    private Optional<Failed> takeAndLeave(ReentrantLock taken, long begun, Supplier<Optional<Failed>> login) {
        try {
            State now = state;
            return now.number() != begun && now.refusal().isPresent()
                    ? now.refusal()
                    : noted(now.number(), login.get());
        } finally {
            taken.unlock();
        }
    }

    private static Optional<Failed> ours(String reason) {
        return Optional.of(new Failed(Phase.AUTH, reason, Optional.empty(), Fault.OURS));
    }

    /** How many wait for another one's login. */
    int waiting() {
        return turn.getQueueLength();
    }

    /** A refusal is older news than a yes that came while it was under way. */
    private synchronized Optional<Failed> noted(long before, Optional<Failed> failed) {
        boolean refused = failed.filter(f -> f.fault() == Fault.CONFIGURATION).isPresent();
        boolean overtaken = refused && state.accepted() && state.number() != before;
        if (!overtaken && (refused || failed.isEmpty())) {
            state = new State(state.number() + 1, !refused, refused ? failed : Optional.empty());
        }
        return failed;
    }
}
