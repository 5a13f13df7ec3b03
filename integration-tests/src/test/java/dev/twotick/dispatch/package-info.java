/** Tests of the engine with a real transport, by a clock of their own: its time is nobody else's to set. */
@NullMarked
package dev.twotick.dispatch;

import org.jspecify.annotations.NullMarked;
