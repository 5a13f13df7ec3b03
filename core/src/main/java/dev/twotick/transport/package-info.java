/**
 * The first tick: one SMTP transaction that carries one letter to some of its recipients, and exactly what came of it.
 *
 * <p>Start with {@link dev.twotick.transport.Transport} (the SPI), {@link dev.twotick.transport.SubmissionOutcome} (three
 * values for each recipient, never two) and {@link dev.twotick.transport.PointOfNoReturn} (what must happen before the last
 * dot leaves).
 */
@NullMarked
package dev.twotick.transport;

import org.jspecify.annotations.NullMarked;
