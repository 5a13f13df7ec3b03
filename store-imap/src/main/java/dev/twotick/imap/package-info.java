/**
 * The sent copy over IMAP (RFC 9051, RFC 3501): finds the Sent folder, looks whether the copy lies there, and appends it.
 *
 * <p>Start with {@link dev.twotick.imap.ImapSentStoreProvider} (the settings); everything else is hidden. Behind it {@code
 * ImapSentStore} holds the one procedure, {@code SentFolder} the choice of the folder, {@code ImapLine} the one connection
 * and its time limits, {@code ImapSession} the commands, and {@code ImapSocket} what protects us from the other side.
 */
@NullMarked
package dev.twotick.imap;

import org.jspecify.annotations.NullMarked;
