/**
 * The second tick: what may come back about a letter, how far it is to be trusted, and what follows from all of it.
 *
 * <p>Start with {@link dev.twotick.confirmation.DeliveryConfirmation} (the SPI that brings claims), {@link
 * dev.twotick.confirmation.Claim} (what a source says, unproven), {@link dev.twotick.confirmation.Evidence} (a claim that was
 * matched and graded) and {@link dev.twotick.confirmation.Verdict} (the fold over all evidence of one recipient).
 */
@NullMarked
package dev.twotick.confirmation;

import org.jspecify.annotations.NullMarked;
