package dev.twotick.outbox;

import dev.twotick.letter.LetterId;
import java.util.List;
import java.util.Optional;

/** What became of a letter that was handed to {@link Outbox#accept(dev.twotick.letter.SealedLetter)}. */
public sealed interface Acceptance {
    /**
     * It is durable.
     *
     * @param events what was written to the ledger, but for what a worker notes for itself
     * @param lease what of it was leased in the same step; empty when nothing was
     */
    record Accepted(List<Event> events, Optional<Lease> lease) implements Acceptance {
        /**
         * Nothing of it is leased.
         *
         * @param events what was written to the ledger
         */
        public Accepted(List<Event> events) {
            this(events, Optional.empty());
        }
    }

    /**
     * Its idempotency key is known, with the same content: nothing was stored.
     *
     * @param first the letter that was accepted first under this key
     */
    record Known(LetterId first) implements Acceptance {}

    /**
     * Its idempotency key is taken by other content: nothing was stored.
     *
     * @param first the letter that was accepted first under this key
     */
    record KeyTaken(LetterId first) implements Acceptance {}
}
