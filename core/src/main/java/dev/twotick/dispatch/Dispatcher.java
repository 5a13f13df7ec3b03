package dev.twotick.dispatch;

import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Lease;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is due for submission and spreads it over the free connections of its relay, a batch on each. A connection goes on
 * with the next batch by itself while there is one. Nothing is taken while outcomes cannot be recorded or no relay is ready. Claims
 * are made on one thread; new letters are expected and taken on any, as the {@link FrontDesk} accepts them.
 */
final class Dispatcher implements Clerk, Batch.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int MOST_LETTERS = 256;
    private static final int MOST_ITEMS = 50;

    private final Ledger ledger;
    private final List<Relay> relays;
    private final Intake intake;
    private final Outcomes outcomes;
    private final LeaseKeeper leases;
    private final Overseer overseer;
    private final Surroundings surroundings;
    private final Duration leaseTtl;
    private final int capacity;
    private final Hand hand;
    private final Runnable turn = this::wake;
    private final AtomicInteger lanes = new AtomicInteger();
    private final AtomicInteger expected = new AtomicInteger();
    private final ReentrantLock beginning = new ReentrantLock();
    private final ReentrantLock idling = new ReentrantLock();
    private final Condition idle = idling.newCondition();
    private volatile boolean draining;

    /** Whether more may be due than the last claim took, so that it is not a new letter's turn yet. */
    private volatile boolean moreIsDue = true;

    private boolean answerWasLost;

    Dispatcher(
            Ledger ledger,
            List<Relay> relays,
            Intake intake,
            Outcomes outcomes,
            LeaseKeeper leases,
            Overseer overseer,
            EngineOptions options,
            Surroundings surroundings) {
        this.ledger = ledger;
        this.relays = relays;
        this.intake = intake;
        this.outcomes = outcomes;
        this.leases = leases;
        this.overseer = overseer;
        this.surroundings = surroundings;
        this.leaseTtl = options.pace().leaseTtl();
        this.capacity = options.pace().workers() > 0 ? options.pace().workers() : Integer.MAX_VALUE;
        this.hand = new Hand(relays);
    }

    @Override
    public String name() {
        return "dispatcher";
    }

    private void wake() {
        surroundings.wake().accept(this);
    }

    /** How long it leases what it takes. */
    Duration leaseTtl() {
        return leaseTtl;
    }

    /**
     * Whether a letter that is about to be accepted may be taken at once, for which room is kept then until {@link #noLongerExpected}:
     * nobody waits whose turn it would be.
     */
    boolean expects(SealedLetter letter) {
        // counted before it is asked whether this process ends, so that whoever waits for the end knows of it
        expected.incrementAndGet();
        boolean free = false;
        try {
            free = mayBegin()
                    && !moreIsDue
                    && letter.envelope().recipients().size() <= MOST_ITEMS
                    && firstOpen().map(this::room).orElse(-1) >= 0
                    && !hand.isFull();
            return free;
        } finally {
            if (!free) {
                noLongerExpected();
            }
        }
    }

    /** A letter that was expected was taken, or will not come. */
    void noLongerExpected() {
        expected.decrementAndGet();
        if (draining) {
            signalIdle();
        }
    }

    /** Of an acceptance whose answer was lost nobody knows what it leased. */
    void mayHaveMissed() {
        moreIsDue = true;
    }

    /**
     * Takes what was leased with its acceptance.
     *
     * @param mark the time of {@link LeaseKeeper#mark} before
     */
    void take(Lease lease, long mark) {
        leases.keep(lease, mark);
        boolean inHand = false;
        try {
            // it was never tried before, so that there are no suspects in it, which are the claiming thread's
            hand.add(intake.pieces(List.of(lease)));
            inHand = true;
        } finally {
            if (!inHand) {
                leases.drop(lease);
            }
        }
        if (draining) {
            giveBack();
        } else {
            relays.forEach(this::begin);
        }
    }

    /** Begins nothing new; what is not begun is given back. */
    void drain() {
        beginning.lock();
        try {
            // from here on whoever began before is counted, and nobody begins
            draining = true;
        } finally {
            beginning.unlock();
        }
        giveBack();
        relays.forEach(relay -> relay.wantNoMore(turn));
    }

    private void giveBack() {
        hand.takeAll().forEach(piece -> outcomes.release(piece.lease(), piece.items(), "this process ends"));
    }

    /** Connections in use. */
    int running() {
        return lanes.get();
    }

    @Override
    public int work() {
        beginAll();
        if (!mayBegin()) {
            // those that come meanwhile are not to be overtaken afterwards
            moreIsDue = true;
            return 0;
        }
        int taken = lease();
        if (taken > 0) {
            beginAll();
        }
        return taken;
    }

    private boolean mayBegin() {
        return !draining && ledger.mayBegin();
    }

    /** A busy relay lets letters wait, and only a failing one hands them on. */
    private Optional<Relay> firstOpen() {
        return relays.stream().filter(relay -> !relay.isAway()).findFirst();
    }

    private int lease() {
        Optional<Relay> open = firstOpen();
        int most = open.map(this::room).orElse(0);
        open.filter(relay -> connections(relay) == 0).ifPresent(relay -> relay.want(turn));
        if (most <= 0 || hand.isFull()) {
            moreIsDue = true;
            return 0;
        }
        long mark = leases.mark();
        // of a claim whose answer was lost nobody knows, so all its letters pass for lost: the next one is of a single
        // letter
        int letters = answerWasLost ? 1 : Math.min(most, MOST_LETTERS);
        List<Lease> taken = claim(letters);
        taken.forEach(lease -> leases.keep(lease, mark));
        hand.add(intake.pieces(taken));
        if (taken.isEmpty() && hand.size() == 0) {
            open.get().wantNoMore(turn);
            if (hand.size() > 0) {
                // one came meanwhile, and may have begun to wait for a connection
                wake();
            }
        }
        return taken.size();
    }

    private List<Lease> claim(int letters) {
        answerWasLost = true;
        try {
            List<Lease> taken = ledger.outbox().lease(Desk.SUBMISSION, letters, MOST_ITEMS, leaseTtl);
            answerWasLost = false;
            moreIsDue = taken.size() == letters;
            return taken;
        } catch (RuntimeException | Error e) {
            moreIsDue = true;
            throw e;
        }
    }

    private int room(Relay relay) {
        int letters = connections(relay) * relay.batchSize() + relay.ahead();
        return Math.min(letters, relay.allowedByRate()) - hand.size() - expected.get();
    }

    private int connections(Relay relay) {
        return Math.max(0, Math.min(relay.freeConnections(), capacity - lanes.get()));
    }

    /** Until nothing more can be begun: what fails over meanwhile is begun with the next relay. */
    private void beginAll() {
        boolean more = true;
        while (more) {
            hand.takeStranded().forEach(this::giveUp);
            more = false;
            for (Relay relay : relays) {
                more |= begin(relay);
            }
        }
    }

    private void giveUp(Piece piece) {
        piece.last()
                .ifPresentOrElse(
                        last -> outcomes.conclude(piece, last),
                        () -> outcomes.release(piece.lease(), piece.items(), "no relay can be used just now"));
    }

    private boolean begin(Relay relay) {
        List<Piece> first = enter(relay);
        if (first.isEmpty()) {
            return false;
        }
        try {
            surroundings.io().execute(() -> lane(relay, first));
        } catch (RejectedExecutionException e) {
            LOG.debug("the threads for submissions are gone", e);
            notBegun(relay, first);
        } catch (RuntimeException | Error e) {
            LOG.error("no thread can be had for a submission; its letters are tried again", e);
            notBegun(relay, first);
        }
        return true;
    }

    private void notBegun(Relay relay, List<Piece> first) {
        first.forEach(piece -> {
            relay.untried();
            giveUp(piece);
        });
        left(relay);
    }

    /** What to begin with on one more connection, which is taken if there is anything. */
    private List<Piece> enter(Relay relay) {
        if (hand.size() == 0) {
            return List.of();
        }
        beginning.lock();
        try {
            int connections = connections(relay);
            if (!mayBegin() || hand.countFor(relay) == 0 || lanes.get() >= capacity) {
                return List.of();
            }
            if (connections == 0 || !relay.enter(turn)) {
                queueFor(relay);
                return List.of();
            }
            return firstOf(relay, connections);
        } finally {
            beginning.unlock();
        }
    }

    private List<Piece> firstOf(Relay relay, int connections) {
        List<Piece> first = List.of();
        try {
            first = hand.take(relay, connections);
            return first;
        } finally {
            if (first.isEmpty()) {
                relay.leave();
            } else {
                lanes.incrementAndGet();
            }
        }
    }

    /** Our own connections go on by themselves; those that somebody else has are to be waited for. */
    private void queueFor(Relay relay) {
        if (relays.size() > 1 || lanes.get() < relay.options().connections()) {
            relay.want(turn);
        }
    }

    /** One connection at work. */
    private void lane(Relay relay, List<Piece> first) {
        try {
            List<Piece> pieces = first;
            while (!pieces.isEmpty()) {
                run(relay, pieces);
                pieces = mayBegin() && relay.mayStay(turn) ? hand.take(relay, 1 + connections(relay)) : List.of();
                if ((moreIsDue && hand.size() <= relay.ahead() / 2) || othersWait(relay)) {
                    wake();
                }
            }
        } finally {
            left(relay);
        }
    }

    /** Whether letters are in hand that failed over to another relay, and could begin there. */
    private boolean othersWait(Relay relay) {
        return relays.size() > 1
                && hand.size() > hand.countFor(relay)
                && relays.stream().anyMatch(other -> !other.equals(relay) && connections(other) > 0);
    }

    private void run(Relay relay, List<Piece> pieces) {
        Batch batch = new Batch(relay, pieces, this, surroundings.ticker());
        long start = surroundings.ticker().nanos();
        overseer.begun(batch);
        try {
            batch.run();
            if (batch.tookSome()) {
                relay.took(pieces.size(), surroundings.ticker().since(start));
            }
        } catch (RuntimeException | Error e) {
            LOG.error("a batch for relay {} failed in the engine; leases decide what becomes of it", relay.name(), e);
            pieces.forEach(piece -> leases.drop(piece.lease()));
            ledger.listeners().trouble(name(), e);
        } finally {
            overseer.ended(batch);
        }
    }

    private void left(Relay relay) {
        relay.leave();
        lanes.decrementAndGet();
        signalIdle();
        if (moreIsDue || hand.size() > 0) {
            wake();
        }
    }

    private void signalIdle() {
        idling.lock();
        try {
            idle.signalAll();
        } finally {
            idling.unlock();
        }
    }

    private boolean isIdle() {
        return lanes.get() == 0 && expected.get() == 0;
    }

    /** Waits until no connection is in use and no letter expected; tells whether it is so. */
    boolean awaitIdle(Duration atMost) {
        idling.lock();
        try {
            long left = atMost.toNanos();
            while (!isIdle() && left > 0) {
                left = idle.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            idling.unlock();
        }
        return isIdle();
    }

    @Override
    public Set<Piece> intend(Relay relay, List<Piece> pieces) {
        return ledger.intend(relay, pieces);
    }

    @Override
    public void answered(Relay relay, Piece piece, Batch.Answer answer) {
        if (answer.late()) {
            if (answer.outcome() instanceof Answered answered) {
                outcomes.late(piece, relay, answered);
            }
            return;
        }
        if (answer.untried()) {
            relay.untried();
        } else {
            relay.tell(answer.outcome(), answer.took());
        }
        Piece.Try last = new Piece.Try(relay, answer.outcome());
        int rank = relays.indexOf(relay);
        if (!draining && answer.untried()) {
            hand.putBack(piece);
        } else if (!draining && !answer.crossed() && isWorthFailingOver(last) && rank < relays.size() - 1) {
            hand.putBack(piece.failedOver(rank, last));
        } else {
            outcomes.conclude(piece, last);
        }
    }

    /** Fail-over happens before the point of no return only. */
    private static boolean isWorthFailingOver(Piece.Try last) {
        return last.outcome() instanceof SubmissionOutcome.RelayUnusable
                || (last.outcome() instanceof Answered answered && answered.relayAtFault());
    }
}
