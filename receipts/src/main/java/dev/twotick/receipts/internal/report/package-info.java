/**
 * What each kind of receipt looks like: one {@link dev.twotick.receipts.internal.report.ReportFormat} for each, asked in turn by
 * {@link dev.twotick.receipts.internal.report.ReportReader}.
 */
@NullMarked
package dev.twotick.receipts.internal.report;

import org.jspecify.annotations.NullMarked;
