/**
 * How letters and receipts are shown: {@link dev.twotick.cli.view.DeliveryJson} and {@link dev.twotick.cli.view.ReceiptJson}
 * for programs, {@link dev.twotick.cli.view.Timeline} and {@link dev.twotick.cli.view.TextTable} for people. Foreign text is
 * harmless for a terminal in each of them.
 */
@NullMarked
package dev.twotick.cli.view;

import org.jspecify.annotations.NullMarked;
