/**
 * Where letters wait and where everything that happens to them is written down.
 *
 * <p>Start with {@link dev.twotick.outbox.Outbox} (the SPI), {@link dev.twotick.outbox.Item} (one recipient's or the Sent
 * copy's place in the queue, with the only arithmetic that changes it), {@link dev.twotick.outbox.Event} (the ledger's line)
 * and {@link dev.twotick.outbox.Delivery} (the view folded from the events).
 */
@NullMarked
package dev.twotick.outbox;

import org.jspecify.annotations.NullMarked;
