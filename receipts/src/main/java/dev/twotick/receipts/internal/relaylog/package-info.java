/**
 * A relay's log as a place of evidence: {@link dev.twotick.receipts.internal.relaylog.RelayLog} follows the file, a {@code
 * LogDialect} reads a line, and {@code Transits} ties what the lines say of one letter together.
 */
@NullMarked
package dev.twotick.receipts.internal.relaylog;

import org.jspecify.annotations.NullMarked;
