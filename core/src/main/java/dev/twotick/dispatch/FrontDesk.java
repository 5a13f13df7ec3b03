package dev.twotick.dispatch;

import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Acceptance.Accepted;
import dev.twotick.outbox.Lease;
import java.util.Optional;

/**
 * Accepts letters. One that nobody waits before is leased in the step that makes it durable and goes to the dispatcher at once: so it
 * is neither written as waiting nor looked for and read again. All others wait their turn in the outbox. Thread-safe.
 */
final class FrontDesk {
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
        boolean atOnce = mayBegin && dispatcher.isFreeFor(letter);
        long mark = leases.mark();
        Acceptance acceptance = atOnce
                ? ledger.outbox().acceptAndLease(letter, dispatcher.leaseTtl())
                : ledger.outbox().accept(letter);
        if (acceptance instanceof Accepted accepted) {
            ledger.listeners().events(accepted.events());
            Optional<Lease> lease = accepted.lease();
            lease.ifPresentOrElse(taken -> dispatcher.take(taken, mark), wake);
        }
        return acceptance;
    }
}
