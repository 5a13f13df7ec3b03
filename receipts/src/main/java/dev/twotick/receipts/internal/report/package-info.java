/**
 * What each kind of receipt looks like: one {@link dev.twotick.receipts.internal.report.ReportFormat} for each, asked in turn by
 * {@link dev.twotick.receipts.internal.report.ReportReader}.
 *
 * <p>How mail systems write to people stands in three tables, {@link dev.twotick.receipts.internal.report.MailServers},
 * {@link dev.twotick.receipts.internal.report.MailProviders} and {@link dev.twotick.receipts.internal.report.CommonWords}; why
 * they refuse, in {@link dev.twotick.receipts.internal.report.ReasonWords}. A new family is an entry there.
 */
@NullMarked
package dev.twotick.receipts.internal.report;

import org.jspecify.annotations.NullMarked;
