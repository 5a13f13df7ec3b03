package dev.twotick.testkit.contract;

import dev.twotick.outbox.Outbox;
import java.time.InstantSource;

/**
 * What every {@link Outbox} has to do, sentence by sentence of its documentation. Extend it, say how an outbox is made, and
 * run it; each test has a fresh outbox. The tests stand in chapters, one class each, since they are many:
 * accepting, leasing, recording, settling, evidence, reading, turns, operating, purging.
 *
 * {@snippet :
 * class MyOutboxTest extends OutboxContract {
 *     @Override
 *     protected Outbox open(InstantSource clock) {
 *         return new MyOutbox(clock);
 *     }
 * }
 * }
 */
public abstract class OutboxContract extends OutboxPurging {
    /** For subclasses. */
    protected OutboxContract() {}

    /**
     * Opens an outbox with an empty store.
     *
     * @param clock the store's clock; it stands still between the steps of a test
     * @return the outbox; the contract closes it, perhaps more than once
     */
    @Override
    protected abstract Outbox open(InstantSource clock);

    /**
     * Whether {@link Outbox#acceptAndLease} leases, which an outbox may always leave to a claim.
     *
     * @return true when a small letter that is due is leased with its acceptance
     * @implSpec gives false, as an outbox does that inherits it
     */
    @Override
    protected boolean leasesWhatItAccepts() {
        return false;
    }

    /**
     * Closes an outbox and opens its store again, as a restart does. To be overridden when the outbox is durable.
     *
     * @param open the open outbox
     * @param clock the store's clock
     * @return an outbox that has everything the other one had
     * @implSpec gives the same outbox back, without closing it
     */
    @Override
    protected Outbox reopen(Outbox open, InstantSource clock) {
        return open;
    }
}
