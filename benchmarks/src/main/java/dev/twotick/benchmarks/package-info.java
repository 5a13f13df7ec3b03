/** Measurements beside other libraries; {@link dev.twotick.benchmarks.Benchmarks} is where they start. */
@NullMarked
package dev.twotick.benchmarks;

import org.jspecify.annotations.NullMarked;
