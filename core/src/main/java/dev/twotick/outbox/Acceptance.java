package dev.twotick.outbox;

import dev.twotick.letter.LetterId;
import java.util.List;

/** What became of a letter that was handed to {@link Outbox#accept}. */
public sealed interface Acceptance {
    /**
     * It is durable.
     *
     * @param events what was written to the ledger
     */
    record Accepted(List<Event> events) implements Acceptance {}

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
