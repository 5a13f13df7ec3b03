/**
 * Processes beside this one, and what they cost: {@link dev.twotick.benchmarks.process.ChildJvm} runs a part in a JVM of its own,
 * so that its CPU time and heap are its own; {@link dev.twotick.benchmarks.process.Machine} reads what the whole machine spent.
 */
@NullMarked
package dev.twotick.benchmarks.process;

import org.jspecify.annotations.NullMarked;
