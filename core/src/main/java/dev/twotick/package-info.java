/**
 * Mail that matters: submitted and confirmed are two facts, kept apart for each recipient, and never claimed beyond their
 * evidence.
 *
 * <p>Start with {@link dev.twotick.Twotick} (build it, {@code send}), {@link dev.twotick.Tracking} (the two ticks of a letter)
 * and {@link dev.twotick.letter.Letter}.
 */
@NullMarked
package dev.twotick;

import org.jspecify.annotations.NullMarked;
