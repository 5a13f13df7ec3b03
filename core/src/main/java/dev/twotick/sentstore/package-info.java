/**
 * The copy in the sender's Sent folder: a step of its own that never touches the submission.
 *
 * <p>Start with {@link dev.twotick.sentstore.SentStore} (the SPI) and {@link dev.twotick.sentstore.Filing} (what came of it).
 */
@NullMarked
package dev.twotick.sentstore;

import org.jspecify.annotations.NullMarked;
