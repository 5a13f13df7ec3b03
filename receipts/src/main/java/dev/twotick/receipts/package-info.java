/**
 * Receipts: delivery reports (RFC 3464, RFC 6533), disposition notifications (RFC 8098), complaints (RFC 5965), bounces in free
 * text and automatic replies.
 *
 * <p>Start with {@link dev.twotick.receipts.ReceiptParser} (bytes in, {@link dev.twotick.receipts.Receipt} out, no I/O, no
 * exception) and {@link dev.twotick.receipts.ReceiptMailboxProvider} (the mailbox that the engine reads them from). What a
 * receipt says is only read here; whether it is believed is decided by the engine's evidence desk.
 */
@NullMarked
package dev.twotick.receipts;

import org.jspecify.annotations.NullMarked;
