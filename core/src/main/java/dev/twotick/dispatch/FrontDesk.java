package dev.twotick.dispatch;

import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Acceptance.Accepted;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.OutboxException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts letters. One that nobody waits before is leased in the step that makes it durable and goes to the dispatcher at once: so it
 * is neither written as waiting nor looked for and read again. All others wait their turn in the outbox. Thread-safe.
 */
final class FrontDesk {
    private static final Logger LOG = LoggerFactory.getLogger(FrontDesk.class);

    private final Ledger ledger;
    private final Dispatcher dispatcher;
    private final LeaseKeeper leases;
    private final Runnable wake;

    FrontDesk(Ledger ledger, Dispatcher dispatcher, LeaseKeeper leases, Runnable wake) {
        this.ledger = ledger;
        this.dispatcher = dispatcher;
        this.leases = leases;
        this.wake = wake;
    }

    /**
     * Accepts a letter.
     *
     * @param mayBegin whether it may be submitted by this process as soon as it is durable
     */
    Acceptance accept(SealedLetter letter, boolean mayBegin) {
        if (!mayBegin || !dispatcher.expects(letter)) {
            return told(ledger.outbox().accept(letter), wake);
        }
        try {
            return acceptAndTake(letter);
        } finally {
            dispatcher.noLongerExpected();
        }
    }

    private Acceptance acceptAndTake(SealedLetter letter) {
        long mark = leases.mark();
        Acceptance acceptance;
        try {
            acceptance = ledger.outbox().acceptAndLease(letter, dispatcher.leaseTtl());
        } catch (OutboxException e) {
            dispatcher.mayHaveMissed();
            throw e;
        }
        Optional<Lease> lease = acceptance instanceof Accepted accepted ? accepted.lease() : Optional.empty();
        return told(acceptance, () -> lease.ifPresentOrElse(taken -> dispatcher.take(taken, mark), wake));
    }

    /** It is durable: whatever goes wrong from here on must not be told to its sender as if it were not. */
    private Acceptance told(Acceptance acceptance, Runnable next) {
        if (acceptance instanceof Accepted accepted) {
            try {
                ledger.listeners().events(accepted.events());
                next.run();
            } catch (RuntimeException | Error e) {
                LOG.error("a letter is accepted, and cannot be submitted at once; its lease decides when it is", e);
            }
        }
        return acceptance;
    }
}
