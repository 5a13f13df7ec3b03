package dev.twotick.confirmation;

import java.io.IOException;
import java.time.Duration;

/**
 * SPI: a place where proof of delivery arrives (a receipt mailbox, a relay's log, a webhook).
 *
 * <ul>
 *   <li><b>Who calls it:</b> the engine's confirmation desk; nobody else.
 *   <li><b>On which thread:</b> always the same thread of its own, named after {@link #name()}; {@link #close()} from
 *       another one.
 *   <li><b>How often:</b> {@link #collect} and {@link #awaitNews} in turn, for as long as the engine runs, at least once
 *       every poll interval.
 *   <li><b>May it block:</b> yes, both; they end soon after {@link #close()} or an interrupt.
 *   <li><b>Nulls:</b> neither given nor taken.
 *   <li><b>Failures:</b> an exception of either method is logged and counted, and {@link #collect} is called again after a
 *       growing pause; no letter changes by it. Absence of proof is never a failure of a letter.
 *   <li><b>Closing:</b> once, when the engine stops; no method is called afterwards.
 * </ul>
 */
public interface DeliveryConfirmation extends AutoCloseable {
    /**
     * A name that is unique among the configured sources and stays the same over restarts, since watermarks are kept by it.
     *
     * @return for example {@code receipts}
     */
    String name();

    /**
     * Reads all that is new, files it, and returns. Reading the same thing twice is harmless; missing something is not, so the
     * watermark moves only after its claims were filed.
     *
     * @param desk where claims are filed and the place is kept
     * @throws IOException when the place cannot be read just now
     * @throws InterruptedException when the engine stops
     */
    void collect(EvidenceDesk desk) throws IOException, InterruptedException;

    /**
     * Waits until there may be something new.
     *
     * @param atMost the poll interval; returning earlier is always right
     * @throws IOException when the place cannot be watched just now
     * @throws InterruptedException when the engine stops
     * @implSpec waits for the whole interval
     */
    default void awaitNews(Duration atMost) throws IOException, InterruptedException {
        Thread.sleep(atMost.toMillis());
    }

    /** Ends a running call and gives everything back. Idempotent. */
    @Override
    void close();
}
