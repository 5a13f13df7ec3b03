/** What a run is asked for and what it prints: {@link dev.twotick.benchmarks.table.Options} and {@link dev.twotick.benchmarks.table.Table}. */
@NullMarked
package dev.twotick.benchmarks.table;

import org.jspecify.annotations.NullMarked;
