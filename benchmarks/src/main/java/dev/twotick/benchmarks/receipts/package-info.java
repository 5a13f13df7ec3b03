/**
 * How fast receipts are read and how soon they confirm: {@link dev.twotick.benchmarks.receipts.Receipts} prints the tables.
 */
@NullMarked
package dev.twotick.benchmarks.receipts;

import org.jspecify.annotations.NullMarked;
