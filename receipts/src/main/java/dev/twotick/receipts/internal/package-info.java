/** What the rooms of this module have in common. */
@NullMarked
package dev.twotick.receipts.internal;

import org.jspecify.annotations.NullMarked;
