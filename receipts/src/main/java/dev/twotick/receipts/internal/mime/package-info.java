/**
 * Takes foreign mail apart: any bytes give a tree of parts, in one pass over the lines and within fixed limits.
 *
 * <p>Start with {@link dev.twotick.receipts.internal.mime.PartReader}. Nothing here throws because of what it reads, but when the
 * time is over.
 */
@NullMarked
package dev.twotick.receipts.internal.mime;

import org.jspecify.annotations.NullMarked;
