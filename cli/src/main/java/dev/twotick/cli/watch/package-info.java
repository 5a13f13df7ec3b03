/** Waiting for what the ledger will say: {@link dev.twotick.cli.watch.LedgerWatch}. */
@NullMarked
package dev.twotick.cli.watch;

import org.jspecify.annotations.NullMarked;
