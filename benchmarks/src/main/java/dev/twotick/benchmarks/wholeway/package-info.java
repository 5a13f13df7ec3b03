/**
 * From {@code send} to the recorded answer of the relay, every step durable: {@link dev.twotick.benchmarks.wholeway.WholeWay}
 * prints the tables; each {@code Way} runs in a JVM of its own.
 */
@NullMarked
package dev.twotick.benchmarks.wholeway;

import org.jspecify.annotations.NullMarked;
