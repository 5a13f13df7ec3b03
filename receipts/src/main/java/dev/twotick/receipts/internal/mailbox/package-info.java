/**
 * The receipt mailbox: {@link dev.twotick.receipts.internal.mailbox.ReceiptMailbox} keeps its place and files claims, {@code
 * ImapConnection} speaks to the server, and the sockets below it bound what a server can cost us.
 */
@NullMarked
package dev.twotick.receipts.internal.mailbox;

import org.jspecify.annotations.NullMarked;
