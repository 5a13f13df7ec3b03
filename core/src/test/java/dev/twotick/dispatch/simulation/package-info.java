/**
 * The engine in a world that is made of one random seed: several nodes on one store, relays that fail in every phase, crashes
 * between any two steps, pauses, and a clock that only moves when it is told to.
 *
 * <p>Start with {@link dev.twotick.dispatch.simulation.World} (what happens) and {@link
 * dev.twotick.dispatch.simulation.Checks} (what must hold all the same).
 */
@NullMarked
package dev.twotick.dispatch.simulation;

import org.jspecify.annotations.NullMarked;
