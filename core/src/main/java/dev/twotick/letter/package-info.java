/**
 * The letter: what the caller hands over, checked once and never rendered again.
 *
 * <p>Start with {@link dev.twotick.letter.Letter} (its three ways in), {@link dev.twotick.letter.Assurance} (how sure the
 * caller wants to be) and {@link dev.twotick.letter.EmailAddress}. Everything here is an immutable value without I/O; bad
 * input is an {@link dev.twotick.letter.InvalidLetterException} that names the field and the fix.
 */
@NullMarked
package dev.twotick.letter;

import org.jspecify.annotations.NullMarked;
