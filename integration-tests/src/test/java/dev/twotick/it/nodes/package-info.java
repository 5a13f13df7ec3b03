/** Whole processes that share one outbox and are killed, frozen and starved, and what must be left of their letters. */
@NullMarked
package dev.twotick.it.nodes;

import org.jspecify.annotations.NullMarked;
